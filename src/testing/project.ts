/** A project of its own for tests of commands: a folder with an own .bench that shares what was fetched with this repository's. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readKept } from '../provision/kept.ts';
import { startTimeOf } from '../provision/pids.ts';
import { temporaryFolder } from './fake-io.ts';

const repository = resolve(import.meta.dirname, '..', '..');
const FETCHED = ['tree', 'jars', 'pypi'];
const CLEAN = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MHBENCH_)/i.test(name)));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunningCommand {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

export interface Project extends AsyncDisposable {
  readonly path: string;
  readonly benchDir: string;
  begin(words: string, env?: NodeJS.ProcessEnv): RunningCommand;
  mhbench(words: string, env?: NodeJS.ProcessEnv): Promise<Ended>;
  /** Every process that has its folder here, whoever started it, and every file that only servers have. */
  left(): readonly string[];
}

export async function testProject(): Promise<Project> {
  const folder = await temporaryFolder();
  // Servers run as another user when root tests, and that user must be able to pass.
  chmodSync(folder.path, 0o755);
  const benchDir = join(folder.path, '.bench');
  mkdirSync(benchDir);
  for (const name of FETCHED) {
    mkdirSync(join(repository, '.bench', name), { recursive: true });
    symlinkSync(join(repository, '.bench', name), join(benchDir, name));
  }
  const begin: Project['begin'] = (words, env = {}) => {
    const child = spawn(process.execPath, [join(repository, 'src', 'mhbench.js'), ...words.split(' ')], {
      cwd: folder.path,
      env: { ...CLEAN, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...said })));
    return { ended, kill: (signal) => child.kill(signal) };
  };
  return {
    path: folder.path,
    benchDir,
    begin,
    mhbench: (words, env) => begin(words, env).ended,
    left: () => leftIn(folder.path),
    [Symbol.asyncDispose]: async () => {
      await begin('db down').ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

function leftIn(folder: string): readonly string[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && startTimeOf(Number(name)) !== null && Number(name) !== process.pid)
    .filter((name) => argumentsOf(name).includes(`${folder}/`));
  const files = ['data', 'run', 'db'].flatMap((name) => {
    const path = join(folder, '.bench', name);
    return existsSync(path) ? readdirSync(path).map((file) => `${name}/${file}`) : [];
  });
  const kept = readKept(join(folder, '.bench')) === null ? [] : ['a keeper'];
  return [...processes.map((pid) => `process ${pid}`), ...files.filter((file) => file !== 'db/logs'), ...kept];
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It ended between two looks.
  }
}
