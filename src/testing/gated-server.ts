/** A real server whose first start waits at a gate until a test lets it pass: between having been started and taking its port. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Binaries } from '../provision/supply.ts';

/** Who waits, and which port it was told. */
interface Waiting {
  readonly pid: number;
  readonly port: number;
}

export interface Gate extends Disposable {
  /** Makes the CLI take the server that waits. */
  readonly env: NodeJS.ProcessEnv;
  /** Resolves when a server has come. */
  readonly waiting: Promise<Waiting>;
  /** Lets it pass. */
  open(): Promise<void>;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** The shell becomes the server, so that it is one process all the time. Only the first one that comes waits. */
const script = (program: string, { env }: Binaries, folder: string): string => `#!/bin/sh
${Object.entries(env)
  .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
  .join('')}if [ "$1" != --version ] && mkdir ${quoted(join(folder, 'passed'))} 2>/dev/null; then
  echo "$$ $(sed -n 's/^port //p' "$1")" > ${quoted(join(folder, 'came'))}
  read -r answer < ${quoted(join(folder, 'go'))}
fi
exec ${quoted(program)} "$@"
`;

/** Redis, found on PATH before any other, behind a gate in this folder. */
export function gatedRedis(redis: Binaries, scratch: string): Gate {
  const folder = join(scratch, 'gate');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  execFileSync('mkfifo', ['-m', '666', join(folder, 'came'), join(folder, 'go')]);
  const program = join(folder, 'redis-server');
  writeFileSync(program, script(redis.programs['redis-server'] ?? '', redis, folder), { mode: 0o755 });
  const listener = spawn('cat', [join(folder, 'came')], { stdio: ['ignore', 'pipe', 'ignore'] });
  const waiting = async (): Promise<Waiting> => {
    const [pid = 0, port = 0] = (await text(listener.stdout)).split(' ').map(Number);
    return { pid, port };
  };
  return {
    env: { MHBENCH_SOURCE: 'path', PATH: `${folder}:${process.env['PATH']}` },
    waiting: waiting(),
    open: () => writeFile(join(folder, 'go'), 'go\n'),
    [Symbol.dispose]: () => void listener.kill(),
  };
}
