/** `npm run migrate:<action>`: Prisma's command line, with an engine that works here and the database that the environment names. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { endingOf } from '../commands/error-lines.ts';
import { loadEnvFile } from '../config-file.ts';
import { keepSecretsOf, redacting } from '../redact.ts';
import { ACTIONS, actionOf, missingTarget, targetIn } from './action.ts';
import { type Engine, engineFor, engineSources, environmentFor } from './engine.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const [stdout, stderr] = [redacting(process.stdout), redacting(process.stderr)];
const say = (line: string): void => void stderr.write(`${line}\n`);

async function migrate([word, ...flags]: readonly string[], signal: AbortSignal): Promise<number> {
  const action = actionOf(word);
  loadEnvFile(PROJECT);
  keepSecretsOf(process.env);
  const target = targetIn(process.env);
  if (target === null && action !== 'generate') throw missingTarget();
  const engine = await engineFor(engineSources(process.env, join(PROJECT, '.bench'), signal));
  const words = [...ACTIONS[action], ...flags];
  const at = action === 'generate' || target === null ? '' : ` on ${target.shown} (${target.variable})`;
  say(`prisma ${words.join(' ')}${at}`);
  say(engine.kind === 'js' ? `through the pg driver, because ${engine.reason}` : `with Prisma's own engine: ${engine.reason}`);
  const env = environmentFor(engine, process.env, target?.url ?? null);
  // The WebAssembly engine loses its shadow database when it has applied a step before it writes the next one.
  if (action === 'dev' && engine.kind === 'js') {
    const applied = await prisma([...ACTIONS.deploy], env, signal);
    if (applied !== 0) return applied;
  }
  const code = await prisma(words, env, signal);
  return code === 0 && action === 'generate' ? chatbotClient(engine, env, signal) : code;
}

/** Prisma's client for MongoDB needs an engine that no driver can stand for. */
async function chatbotClient(engine: Engine, env: Record<string, string>, signal: AbortSignal): Promise<number> {
  if (engine.kind === 'js') {
    say(`skipped: chatbot_schema.prisma, because Prisma reaches MongoDB through its query engine alone, and ${engine.reason}`);
    return 0;
  }
  return prisma(['generate', '--schema', join(env['MHBENCH_SCHEMAS'] ?? 'schemas', 'chatbot_schema.prisma')], env, signal);
}

/** It asks and answers on our terminal; without one it must not wait for answers. The URL is in its environment, never among its arguments. */
async function prisma(words: readonly string[], env: Record<string, string>, signal: AbortSignal): Promise<number> {
  const program = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const [stdin, out] = process.stdin.isTTY ? (['inherit', 'inherit'] as const) : (['ignore', 'pipe'] as const);
  const child = spawn(process.execPath, [program, ...words], { cwd: PROJECT, env, stdio: [stdin, out, out], signal });
  if (child.stdout !== null) createInterface(child.stdout).on('line', (line) => stdout.write(`${line}\n`));
  if (child.stderr !== null) createInterface(child.stderr).on('line', (line) => stderr.write(`${line}\n`));
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort());
try {
  process.exitCode = await migrate(process.argv.slice(2), interrupted.signal);
} catch (error) {
  const { code, lines } = endingOf(error);
  for (const line of lines) say(line);
  process.exitCode = interrupted.signal.aborted ? 130 : code;
}
