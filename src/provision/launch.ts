/** Starts one server and proves it: free port, prepared folder, process, first answer, settings read back. A start that fails leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cannotWriteTo, FREE_DISK, saysDiskFull } from '../disk-full.ts';
import { ServerError } from '../errors.ts';
import { keepSecret, redactFile } from '../redact.ts';
import { firstAnswer, isPortConflict, PortTaken, tailOf } from './answer.ts';
import { newDataFolder, type Place } from './place.ts';
import { endSpawned, type Guard, removeFolder, type Spawned, spawnGuarded } from './processes.ts';
import type { Endpoint, LocalServer, ProbeName, StartRequest } from './provisioner.ts';
import type { Recipe } from './servers/recipe.ts';
import { checkReadBack, checkSettings } from './settings.ts';
import type { Binaries } from './supply.ts';
import type { Runner } from './user.ts';

/** For one server, or for all members of a topology. */
export const newPassword = (): string => keepSecret(randomBytes(24).toString('hex'));

/** Connects as a real client and resolves with every setting by name, and `version`; throws when the server is not ready yet. */
export type Probe = (endpoint: Endpoint) => Promise<Record<string, string>>;
export type Probes = Readonly<Record<ProbeName, Probe>>;

/** One server that is to be started: what is asked for, how its kind is run, and where. */
export interface Job {
  readonly request: StartRequest;
  readonly recipe: Recipe;
  readonly binaries: Binaries;
  readonly port: number;
  readonly password: string;
}

export interface LaunchContext {
  readonly place: Place;
  readonly runner: Runner | null;
  readonly logDir: string;
  readonly probes: Probes;
  readonly guard: Guard;
  note(line: string): void;
}

const LOG_LINES = 20;

function serverEnv(folder: string, binaries: Binaries): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    LC_ALL: '',
    TZ: 'UTC',
    ...binaries.env,
  };
}

interface Attempt extends Job {
  readonly folder: string;
  readonly log: string;
  /** Where its own part of the log begins. */
  readonly logFrom: number;
}

async function startIn(attempt: Attempt, context: LaunchContext, signal: AbortSignal): Promise<LocalServer> {
  const { request, binaries, recipe, folder, log, port, password } = attempt;
  const { guard, runner, probes } = context;
  const env = serverEnv(folder, binaries);
  const site = { request, binaries, folder, port, password, runner, env, guard };
  const launch = await recipe.prepare(site, signal);
  const fd = openSync(log, 'a', 0o644);
  const { program, args } = launch;
  const spawned = await spawnGuarded(guard, {
    program,
    args,
    cwd: folder,
    env,
    runner,
    stdio: ['ignore', fd, fd],
    signal: recipe.lastSignal,
  }).finally(() => closeSync(fd));
  spawned.child.unref();
  try {
    const { version = binaries.version, ...settings } = await firstAnswer(launch, spawned, probes[probeOf(attempt)], signal);
    checkReadBack(request.kind, request.settings, { ...settings, ...launch.byArgument });
    return running(attempt, { version, endpoint: launch.endpoint, spawned, guard, note: context.note });
  } catch (error) {
    await endSpawned(spawned, [{ signal: recipe.lastSignal, waitMs: 5_000 }]);
    throw error;
  }
}

const probeOf = ({ recipe, request }: Job): ProbeName => recipe.probe ?? request.kind;

interface Started {
  readonly version: string;
  readonly endpoint: Endpoint;
  readonly spawned: Spawned;
  readonly guard: Guard;
  note(line: string): void;
}

function running(attempt: Attempt, { version, endpoint, spawned, guard, note }: Started): LocalServer {
  const { request, binaries, recipe, folder, log, logFrom } = attempt;
  const stop = async (): Promise<void> => {
    const gone = await endSpawned(spawned, recipe.stop);
    if (!gone) note(`${request.kind} ${request.name} (process ${spawned.pid}) could not be ended`);
    guard.unguard(spawned.pid);
    await redactFile(log);
    await removeFolder(guard, folder);
  };
  let stopping: Promise<void> | null = null;
  return {
    kind: request.kind,
    name: request.name,
    endpoint,
    version,
    origin: 'local',
    probe: probeOf(attempt),
    source: binaries.source,
    reason: binaries.reason,
    pid: spawned.pid,
    folder,
    leftOut: [],
    startedWith: request.settings,
    logTail: (lines) => tailOf(log, lines, logFrom),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Adds the log's last lines and who it was to a failure of ours; anything else passes as it is. */
async function told(error: unknown, { request, log, logFrom, folder }: Attempt): Promise<unknown> {
  if (!(error instanceof ServerError)) return error;
  const lines = error.log.length > 0 ? error.log : await tailOf(log, LOG_LINES, logFrom).catch(() => []);
  const full = saysDiskFull([error.message, ...lines]);
  const hint = error.hint ?? (full ? FREE_DISK : undefined);
  const why = `${error.message}${full ? `; ${cannotWriteTo(folder)}` : ''}`;
  const message = `${request.kind} ${request.name} could not be started: ${why}`;
  const options = { log: lines, cause: error, ...(hint === undefined ? {} : { hint }) };
  const failure = new ServerError(message, options);
  return (await isPortConflict(failure, log, logFrom)) ? new PortTaken(message, options) : failure;
}

/** Starts a server, once. */
export async function launch(job: Job, context: LaunchContext, signal: AbortSignal): Promise<LocalServer> {
  const { request, recipe } = job;
  checkSettings(request.kind, request.settings, recipe.ours);
  signal.throwIfAborted();
  mkdirSync(context.logDir, { recursive: true });
  const folder = newDataFolder(context.place, request.name, context.runner);
  context.guard.guardFolder(folder);
  const log = join(context.logDir, `${request.name}.log`);
  const attempt: Attempt = { ...job, folder, log, logFrom: statSync(log, { throwIfNoEntry: false })?.size ?? 0 };
  try {
    return await startIn(attempt, context, signal);
  } catch (error) {
    const failure = await told(error, attempt);
    await redactFile(log);
    await removeFolder(context.guard, folder);
    throw failure;
  }
}
