/** Whether Prisma has, or can download, its own engines; without them it migrates through the pg driver. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export type Engine = { readonly kind: 'native' | 'js'; readonly reason: string };
type Env = Readonly<Record<string, string | undefined>>;

const DOWNLOAD_TIMEOUT_MS = 120_000;
const enginesPackage = createRequire(import.meta.url).resolve('@prisma/engines/package.json');

export interface EngineSources {
  readonly env: Env;
  /** Where a refused download is remembered, so that it is tried once and not before each command. */
  readonly memory: string;
  readonly signal: AbortSignal;
  /** Whether the engine lies there already. */
  readonly present: () => boolean;
  readonly download: (signal: AbortSignal) => Promise<void>;
}

/** Prisma's own downloader, which its package would run when it is installed; it fails in silence. */
export const engineSources = (env: Env, benchDir: string, signal: AbortSignal): EngineSources => ({
  env,
  memory: join(benchDir, 'prisma', 'engine-refused'),
  signal,
  present: () => readdirSync(dirname(enginesPackage)).some((name) => name.startsWith('schema-engine')),
  download: async (until) => {
    const script = join(dirname(enginesPackage), 'scripts', 'postinstall.js');
    await promisify(execFile)(process.execPath, [script], { signal: until, timeout: DOWNLOAD_TIMEOUT_MS }).catch(() => undefined);
  },
});

export async function engineFor({ env, memory, signal, present, download }: EngineSources): Promise<Engine> {
  const forced = env['MHBENCH_PRISMA_ENGINE'];
  if (forced === 'js' || forced === 'native') return { kind: forced, reason: `MHBENCH_PRISMA_ENGINE=${forced}` };
  if (env['PRISMA_SCHEMA_ENGINE_BINARY']) return { kind: 'native', reason: 'PRISMA_SCHEMA_ENGINE_BINARY names it' };
  if (present()) return { kind: 'native', reason: 'it was downloaded' };
  if (existsSync(memory)) return { kind: 'js', reason: (await readFile(memory, 'utf8')).trim() };
  await download(signal);
  signal.throwIfAborted();
  if (present()) return { kind: 'native', reason: 'it was downloaded now' };
  const reason = `its engine could not be downloaded; delete ${memory} to try again`;
  await mkdir(dirname(memory), { recursive: true });
  await writeFile(memory, `${reason}\n`);
  return { kind: 'js', reason };
}

/** Programs that do nothing and succeed. */
const IDLE_PROGRAMS = ['/bin/true', '/usr/bin/true'];

/** Prisma hands the URL that its schema names to its engine as an argument, where any user of the machine may read it: it goes without password. */
function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.href;
}

/** Without engines, a program that does nothing stands for each: Prisma looks whether they are there. The true URL is then for the driver alone. */
export function environmentFor(engine: Engine, env: Env, url: string | null): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const told = { ...kept, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', MHBENCH_PRISMA_ENGINE: engine.kind };
  if (engine.kind === 'native') return url === null ? told : { ...told, DATABASE_URL: url };
  const stand = IDLE_PROGRAMS.find((path) => existsSync(path)) ?? enginesPackage;
  const js = { ...told, PRISMA_SCHEMA_ENGINE_BINARY: stand, PRISMA_QUERY_ENGINE_LIBRARY: stand };
  return url === null ? js : { ...js, DATABASE_URL: withoutPassword(url), MHBENCH_PRISMA_URL: url };
}
