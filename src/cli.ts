/** Where the program begins and ends: the only file that prints errors and exits. What it writes passes the redaction. */
import { readFile } from 'node:fs/promises';
import { systemClock } from './clock.ts';
import { endingOf } from './commands/error-lines.ts';
import { createInterrupts, INTERRUPTS } from './commands/interrupts.ts';
import { createProgram } from './commands/program.ts';
import type { Io } from './config.ts';
import { loadEnvFile } from './config-file.ts';
import { EXIT } from './exit-codes.ts';
import { checkNpmFlags } from './npm-flags.ts';
import { keepSecretsOf, redacting } from './redact.ts';

const [stdout, stderr] = [redacting(process.stdout), redacting(process.stderr)];

const interrupts = createInterrupts(
  systemClock,
  (code) => process.exit(code),
  (line) => stderr.write(`${line}\n`),
);
for (const name of INTERRUPTS) process.on(name, () => interrupts.on(name));
for (const stream of [process.stdout, process.stderr]) stream.on('error', onBrokenStream);
// Node itself would print such an error past the redaction.
process.on('uncaughtException', (error) => process.exit(tell(error)));

/** `mhbench list | head -1` closes our pipe: no mistake of anybody. */
function onBrokenStream(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  interrupts.readerGone();
}

async function versionOfPackage(): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return version;
}

async function main(words: readonly string[], io: Io): Promise<number> {
  try {
    checkNpmFlags(words, io.env);
    loadEnvFile(io.cwd);
    keepSecretsOf(io.env);
    const program = createProgram(io, await versionOfPackage());
    await program.command.parseAsync(words, { from: 'user' });
    return program.exitCode();
  } catch (error) {
    // After an interrupt a command may end by throwing what the abort made of it; that is no bug.
    if (interrupts.signal.aborted && isAbort(error)) return EXIT.interrupted;
    return tell(error);
  }
}

function tell(error: unknown): number {
  const { code, lines } = endingOf(error);
  for (const line of lines) stderr.write(`${line}\n`);
  return code;
}

const isAbort = (error: unknown): boolean =>
  error === interrupts.signal.reason || (error instanceof Error && error.name === 'AbortError');

/** Pipes may hold what was written last. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || stream.writableFinished) resolve();
    else stream.write('', () => resolve());
  });

const { env } = process;
const io: Io = {
  ...{ stdout, stderr, env, cwd: process.cwd(), signal: interrupts.signal },
  // Opened when somebody asks: a stream that is only looked at may hold a pipe.
  get stdin() {
    return process.stdin;
  },
};
const code = await main(process.argv.slice(2), io);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(interrupts.code() ?? code);
