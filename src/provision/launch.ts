/** Starts one server and proves it: free port, prepared folder, process, first answer, settings read back. A start that fails leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import { cannotWriteTo, FREE_DISK, saysDiskFull } from '../disk-full.ts';
import { messageOf, ServerError } from '../errors.ts';
import { keepSecret, redactFile } from '../redact.ts';
import { lastLines } from './command.ts';
import { KINDS } from './kinds.ts';
import { newDataFolder, type Place } from './place.ts';
import { endSpawned, type Guard, removeFolder, type Spawned, spawnGuarded } from './processes.ts';
import type { Endpoint, LocalServer, ServerKind, StartRequest } from './provisioner.ts';
import type { Launch, Recipe } from './servers/recipe.ts';
import { checkReadBack, checkSettings } from './settings.ts';
import type { Binaries } from './supply.ts';
import type { Runner } from './user.ts';

/** Connects as a real client and resolves with every setting by name, and `version`; throws when the server is not ready yet. */
type Probe = (endpoint: Endpoint) => Promise<Record<string, string>>;
export type Probes = Readonly<Record<ServerKind, Probe>>;

export interface LaunchContext {
  readonly place: Place;
  readonly runner: Runner | null;
  readonly logDir: string;
  readonly probes: Probes;
  readonly guard: Guard;
  note(line: string): void;
}

const ATTEMPTS = 3;
const LOG_LINES = 20;
const TAIL_BYTES = 64 * 1024;

/** A log's last lines, without reading all of a long one. */
async function tailOf(path: string, lines: number): Promise<readonly string[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
  const text = buffer.subarray(0, bytesRead).toString('utf8');
  return lastLines(text, lines);
}

/** A Java machine says so at the head of a long trace. */
const TRACE_LINES = 200;
const saysPortConflict = (lines: readonly string[]): boolean => lines.some((line) => /address already in use/i.test(line));
const isPortConflict = async (error: unknown, log: string): Promise<boolean> =>
  error instanceof ServerError &&
  (saysPortConflict(error.log) || saysPortConflict(await tailOf(log, TRACE_LINES).catch(() => [])));

/** Asks until the server answers. Ends early when the process ends, the time is over or the run is stopped. */
async function firstAnswer(launch: Launch, spawned: Spawned, probe: Probe, signal: AbortSignal): Promise<Record<string, string>> {
  const deadline = AbortSignal.timeout(launch.readyTimeoutMs);
  const either = AbortSignal.any([deadline, signal]);
  const given = new Promise<'over'>((resolve) => either.addEventListener('abort', () => resolve('over'), { once: true }));
  const ended = spawned.ended.then((how) => ({ how }));
  let last = 'it was never asked';
  for (let waitMs = 10; !either.aborted; waitMs = Math.min(waitMs * 1.5, 250)) {
    const asked = probe(launch.endpoint).then(
      (settings) => ({ settings }),
      (error: unknown) => ({ error }),
    );
    const outcome = await Promise.race([asked, ended, given]);
    if (outcome === 'over') break;
    if ('how' in outcome) throw new ServerError(`it ended with ${outcome.how} before it answered`);
    if ('settings' in outcome) return outcome.settings;
    last = messageOf(outcome.error);
    await pause(waitMs);
  }
  signal.throwIfAborted();
  throw new ServerError(`it did not answer within ${launch.readyTimeoutMs / 1000} s on port ${launch.endpoint.port}: ${last}`);
}

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

interface Attempt {
  readonly request: StartRequest;
  readonly binaries: Binaries;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly log: string;
}

async function startIn(attempt: Attempt, context: LaunchContext, signal: AbortSignal): Promise<LocalServer> {
  const { request, binaries, recipe, folder, log } = attempt;
  const { guard, runner, probes } = context;
  const port = await getPort({ host: '127.0.0.1' });
  const env = serverEnv(folder, binaries);
  const site = { request, binaries, folder, port, password: keepSecret(randomBytes(24).toString('hex')), runner, env, guard };
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
    const { version = binaries.version, ...settings } = await firstAnswer(launch, spawned, probes[request.kind], signal);
    checkReadBack(request.kind, request.settings, { ...settings, ...launch.byArgument });
    return running(attempt, { version, endpoint: launch.endpoint, spawned, guard, note: context.note });
  } catch (error) {
    await endSpawned(spawned, [{ signal: recipe.lastSignal, waitMs: 5_000 }]);
    throw error;
  }
}

interface Started {
  readonly version: string;
  readonly endpoint: Endpoint;
  readonly spawned: Spawned;
  readonly guard: Guard;
  note(line: string): void;
}

function running(attempt: Attempt, { version, endpoint, spawned, guard, note }: Started): LocalServer {
  const { request, binaries, recipe, folder, log } = attempt;
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
    source: binaries.source,
    reason: binaries.reason,
    pid: spawned.pid,
    folder,
    leftOut: [],
    startedWith: request.settings,
    logTail: (lines) => tailOf(log, lines),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Adds the log's last lines and who it was to a failure of ours; anything else passes as it is. */
async function told(error: unknown, { request, log, folder }: Attempt): Promise<unknown> {
  if (!(error instanceof ServerError)) return error;
  const lines = error.log.length > 0 ? error.log : await tailOf(log, LOG_LINES).catch(() => []);
  const full = saysDiskFull([error.message, ...lines]);
  const hint = error.hint ?? (full ? FREE_DISK : undefined);
  return new ServerError(
    `${request.kind} ${request.name} could not be started: ${error.message}${full ? `; ${cannotWriteTo(folder)}` : ''}`,
    { log: lines, cause: error, ...(hint === undefined ? {} : { hint }) },
  );
}

/** Starts a server; tries again on another port when somebody took the first one. */
export async function launch(
  request: StartRequest,
  binaries: Binaries,
  context: LaunchContext,
  signal: AbortSignal,
): Promise<LocalServer> {
  const recipe = KINDS[request.kind].recipe;
  checkSettings(request.kind, request.settings, recipe.ours);
  mkdirSync(context.logDir, { recursive: true });
  const log = join(context.logDir, `${request.name}.log`);
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const folder = newDataFolder(context.place, request.name, context.runner);
    context.guard.guardFolder(folder);
    const here: Attempt = { request, binaries, recipe, folder, log };
    try {
      return await startIn(here, context, signal);
    } catch (error) {
      const failure = await told(error, here);
      await redactFile(log);
      await removeFolder(context.guard, folder);
      if (attempt >= ATTEMPTS || !(await isPortConflict(failure, log))) throw failure;
      context.note(`${request.kind} ${request.name}: the port was taken meanwhile, trying another`);
    }
  }
}
