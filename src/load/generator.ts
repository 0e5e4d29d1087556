/** The load generator seen from the run: a process of its own, told by messages, pinned where the system can, gone when its pipe closes. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { ServerError } from '../errors.ts';
import type { Repeat } from './alternate.ts';
import type { BurstReport } from './burst.ts';
import type { DigestReport } from './digest.ts';
import type { DrillReport } from './drill.ts';
import type { FinishReport, Measurer, SessionReport } from './measurer.ts';
import type { AlternateSpec, BesideSpec, BurstSpec, ComparisonSpec, DrillSpec, Reply, Request, TaskSpec } from './messages.ts';
import type { OpenMeasurer, OpenPairReport } from './open-measurer.ts';
import type { WarmReport } from './warm.ts';

export interface GeneratorOptions {
  /** The worker's file. */
  readonly script: string;
  /** Called with the process id at once, so that the watchdog knows it before anything can go wrong. */
  readonly onStart: (pid: number) => void;
  readonly onEnd: (pid: number) => void;
  readonly signal: AbortSignal;
}

export interface TaskReport {
  readonly ms: number;
  readonly growth: Readonly<Record<string, number>>;
  readonly answer: string;
  readonly leaves: string | null;
}

export interface Generator extends AsyncDisposable {
  readonly pid: number;
  /** Prepares a comparison; the measurer is this process's until the next one begins. */
  begin(spec: ComparisonSpec): Promise<Measurer & OpenMeasurer>;
  task(spec: TaskSpec): Promise<TaskReport>;
  /** `onEvent` is called once, in the middle of it. */
  drill(spec: DrillSpec, onEvent: () => void): Promise<DrillReport>;
  burst(spec: BurstSpec): Promise<BurstReport>;
  /** Runs until the process is ended; `onBegun` is called when it has its way into the lane. */
  beside(spec: BesideSpec, onBegun: () => void): Promise<void>;
  alternate(spec: AlternateSpec): Promise<readonly Repeat[]>;
}

/** The collector's helper threads would share the generator's one core, and each collection would wait for all of them to get a turn. */
const FLAGS = ['--expose-gc', '--single-threaded-gc'];
const LAST_LINES = 20;
const END_MS = 3_000;

/** Starts the process. An abort ends it at once: what it was measuring is lost, what was finished is not. */
export function startGenerator(options: GeneratorOptions): Generator {
  const child = spawn(process.execPath, [...FLAGS, '--import', import.meta.resolve('tsx'), path.resolve(options.script)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new ServerError('the load generator could not be started');
  options.onStart(pid);
  const kill = () => child.kill('SIGKILL');
  options.signal.addEventListener('abort', kill, { once: true });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => {
    options.signal.removeEventListener('abort', kill);
    options.onEnd(pid);
  });
  const request = requests(child, options.signal);
  const measurer: Measurer & OpenMeasurer = {
    digest: (calls) => request<DigestReport>({ kind: 'digest', calls }),
    warm: (wanted) => request<WarmReport>({ kind: 'warm', request: wanted }),
    session: (ms) => request<SessionReport>({ kind: 'session', ms }),
    openPair: (pair) => request<OpenPairReport>({ kind: 'openPair', pair }),
    finish: () => request<FinishReport>({ kind: 'finish' }),
  };
  return {
    pid,
    begin: async (spec) => {
      await request<void>({ kind: 'begin', spec });
      return measurer;
    },
    task: (spec) => request<TaskReport>({ kind: 'task', spec }),
    drill: (spec, onEvent) => request<DrillReport>({ kind: 'drill', spec }, onEvent),
    burst: (spec) => request<BurstReport>({ kind: 'burst', spec }),
    beside: (spec, onBegun) => request<void>({ kind: 'beside', spec }, onBegun),
    alternate: (spec) => request<readonly Repeat[]>({ kind: 'alternate', spec }),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(kill, END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Requests and replies by number. When the process ends, every open request fails with its last lines. */
type Ask = <T>(request: Request, onEvent?: () => void) => Promise<T>;

function requests(child: ChildProcess, signal: AbortSignal): Ask {
  const open = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: unknown) => void; onEvent: (() => void) | undefined }
  >();
  const lines: string[] = [];
  let next = 0;
  let over = false;
  const gone = () => (signal.aborted ? signal.reason : new ServerError('the load generator ended unexpectedly', { log: lines }));
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => lines.push(...text.trimEnd().split('\n')) && lines.splice(0, lines.length - LAST_LINES));
  child.on('message', (reply: Reply) => {
    const waiting = open.get(reply.id);
    if ('event' in reply) return void waiting?.onEvent?.();
    open.delete(reply.id);
    if ('error' in reply) waiting?.reject(new ServerError(reply.error));
    else waiting?.resolve(reply.result as never);
  });
  child.once('exit', () => {
    over = true;
    for (const { reject } of open.values()) reject(gone());
    open.clear();
  });
  return (request, onEvent) =>
    new Promise((resolve, reject) => {
      if (over || !child.connected) return reject(gone());
      const id = next++;
      open.set(id, { resolve, reject, onEvent });
      child.send({ id, request }, (error) => error && open.delete(id) && reject(gone()));
    });
}
