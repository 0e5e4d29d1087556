/** A project folder of a test's own in which the CLI runs as in any other: it shares our packages and nothing else, so that whatever is left can be seen. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { PACKAGE_FOLDERS } from '../commands/disk-use.ts';
import type { RunEvent } from '../experiment/events.ts';
import { localProvisioner } from '../provision/local.ts';
import { placeFor } from '../provision/place.ts';
import type { ServerKind } from '../provision/provisioner.ts';
import type { Binaries } from '../provision/supply.ts';
import { runnerForServers } from '../provision/user.ts';
import { type CliRun, project, startCli } from './cli.ts';
import { probes } from './probes.ts';

interface Doing {
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs the CLI, such as `prlimit`. */
  readonly through?: readonly string[];
  /** Options of Node. */
  readonly node?: readonly string[];
  readonly onEvent?: (event: RunEvent) => void;
}

interface Said {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A profile that judges as `quick` does, as soon as it can: for tests of what becomes of a verdict. */
export const BRIEF = 'brief';
const CONFIG = {
  profiles: { [BRIEF]: { extends: 'quick', sessionMs: 80, warmMs: 60, drillRepeats: 1, comparisonSeconds: 10 } },
};

export interface ScratchProject extends AsyncDisposable {
  readonly folder: string;
  /** Where its runs are. */
  readonly out: string;
  /** Starts a run of the smallest size and reads its events. */
  run(words: readonly string[], doing?: Doing): CliRun;
  /** The servers of a kind that run now, as its run's record on disk names them. */
  pidsOf(program: string): readonly number[];
  /** Runs any command to its end. */
  command(words: readonly string[], doing?: Pick<Doing, 'env' | 'through'>): Promise<Said>;
  /** Whatever of its runs is still there: processes, ports, data, records, temporary folders; a sentence each. */
  left(): readonly string[];
}

const SMALLEST = ['run', '--profile', 'smoke', '--scale', '0.01', '--json', '--progress', 'plain'];
const textOf = (read: () => string): string => {
  try {
    return read();
  } catch {
    return ''; // It ended between two looks, or belongs to somebody whose it is none of our business.
  }
};

const wordsOf = (pid: number | string): string =>
  textOf(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');

/** Processes that name the folder among their arguments, stand in it, or were started by one that was told it. */
const processesOf = (folder: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const words = wordsOf(name);
      const stands = textOf(() => readlinkSync(`/proc/${name}/cwd`));
      const told = textOf(() => readFileSync(`/proc/${name}/environ`, 'utf8')).includes(`SCRATCH_PROJECT=${folder}\0`);
      return words !== '' && (told || words.includes(folder) || stands.startsWith(folder)) ? [`process ${name}: ${words}`] : [];
    });

/** Where somebody listens on this machine, as port and number of the socket: a port that was let go may be another's by now. */
function listening(): readonly string[] {
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    textOf(() => readFileSync(`/proc/net/${name}`, 'utf8'))
      .split('\n')
      .slice(1),
  );
  const fields = lines.map((line) => line.trim().split(/\s+/)).filter((each) => each[3] === '0A');
  return fields.map((each) => `${Number.parseInt(each[1]?.split(':')[1] ?? '', 16)} (socket ${each[9]})`);
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** A temporary folder of its own, so that what others make in the system's is not taken for its; it shares what tsx has compiled. */
function temporaryIn(folder: string): string {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  for (const name of namesIn(tmpdir()).filter((each) => each.startsWith('tsx-')))
    symlinkSync(join(tmpdir(), name), join(temporary, name));
  return temporary;
}

/** Has the packages of these kinds in our own folder, fetched if need be, from where every scratch project takes them. */
export async function ownPackages(kinds: readonly ServerKind[]): Promise<ReadonlyMap<ServerKind, Binaries>> {
  const place = { benchDir: join(project, '.bench'), runId: 'test', logDir: join(project, '.bench') };
  const { signal } = new AbortController();
  await using provisioner = await localProvisioner({ ...place, probes, signal, note: () => undefined });
  const found = new Map<ServerKind, Binaries>();
  for (const kind of kinds) found.set(kind, await provisioner.binaries(kind));
  return found;
}

/** `packages`: which of the fetched ones it has. */
export async function scratchProject(packages: readonly string[] = PACKAGE_FOLDERS): Promise<ScratchProject> {
  const folder = realpathSync(await mkdtemp(join(tmpdir(), 'mhbench faults ')));
  const [bench, out] = [join(folder, '.bench'), join(folder, 'reports')];
  mkdirSync(join(bench, 'data'), { recursive: true });
  // Servers run as another user when root tests, and that user must be able to pass.
  for (const each of [folder, bench, join(bench, 'data')]) chmodSync(each, 0o755);
  writeFileSync(join(folder, 'mhbench.config.json'), JSON.stringify(CONFIG));
  const { home } = placeFor(join(project, '.bench'), runnerForServers());
  for (const name of packages) if (existsSync(join(home, name))) symlinkSync(join(home, name), join(bench, name));
  const temporary = temporaryIn(folder);
  const sockets = new Set<string>();
  const mark = { SCRATCH_PROJECT: folder, TMPDIR: temporary };
  return {
    folder,
    out,
    run: (words, { env = {}, through = [], node = [], onEvent = () => undefined } = {}) =>
      startCli(
        [...SMALLEST, ...words],
        { ...mark, ...env },
        (event) => {
          if (event.kind === 'server') {
            const port = Number.parseInt(event.endpoint.split(':').at(-1) ?? '', 10);
            for (const each of listening().filter((words) => words.startsWith(`${port} `))) sockets.add(each);
          }
          onEvent(event);
        },
        { cwd: folder, through, node },
      ),
    pidsOf: (program) =>
      namesIn(join(bench, 'run'))
        .flatMap((name) => [...textOf(() => readFileSync(join(bench, 'run', name), 'utf8')).matchAll(/"pid":(\d+)/g)])
        .map(([, pid]) => Number(pid))
        .filter((pid) => wordsOf(pid).startsWith(join(bench, 'tree')) && wordsOf(pid).split(' -')[0]?.includes(`/${program}`)),
    command: async (words, { env = {}, through = [] } = {}) => {
      const [program = '', ...rest] = [...through, process.execPath, join(project, 'src', 'mhbench.js'), ...words];
      const ended = await execa(program, rest, {
        cwd: folder,
        env: { ...mark, ...env },
        reject: false,
        timeout: 60_000,
      });
      return { code: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr };
    },
    left: () => [
      ...processesOf(folder),
      ...listening()
        .filter((each) => sockets.has(each))
        .map((each) => `port ${each} is listened at`),
      ...namesIn(join(bench, 'data')).map((name) => `data of ${name}`),
      ...namesIn(join(bench, 'run')).map((name) => `record ${name}`),
      ...namesIn(temporary)
        .filter((name) => name.startsWith('mhbench'))
        .map((name) => `temporary folder ${name}`),
    ],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
