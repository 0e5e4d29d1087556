/** Starts several servers that work together: members in order, each proven; all of them or none, and on other ports when one was taken meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Servers, Settings } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import { runCommand } from './command.ts';
import { type LaunchContext, launch, newPassword } from './launch.ts';
import { onFreePorts } from './ports.ts';
import type { LocalServer, ProbeName, RunningTopology, ServerKind } from './provisioner.ts';
import type { Recipe } from './servers/recipe.ts';
import type { Binaries, Supply } from './supply.ts';

/** A member: a variation of its kind's recipe on a port of its own. */
export interface Member {
  readonly name: string;
  readonly port: number;
  readonly recipe: Recipe;
  readonly settings?: Settings;
}

/** What a topology is formed with. */
export interface Stage {
  readonly signal: AbortSignal;
  /** What was asked for beyond the topology's own: by kind for its members, by the topology's name for what stands beside them. */
  readonly settings: Servers;
  start(member: Member): Promise<LocalServer>;
  /** At the same time: for servers that only answer when they see each other. */
  startAll(members: readonly Member[]): Promise<readonly LocalServer[]>;
  /** Runs one of the programs; resolves with what it printed. Passwords go by `env` or `input`, never by `args`. */
  run(program: string, args: readonly string[], how: Handed): Promise<string>;
  ask(probe: ProbeName, server: LocalServer): Promise<Readonly<Record<string, string>>>;
  /** Asks until nothing is missing any more. */
  until(missing: () => Promise<string | null>): Promise<void>;
}
interface Handed {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface TopologyRecipe {
  /** Of all its members. */
  readonly kind: ServerKind;
  /** Needs more programs than a single server does. */
  readonly supply: Supply;
  ports(): Promise<readonly number[]>;
  /** Resolves when the members know each other. */
  form(stage: Stage, ports: readonly number[]): Promise<void>;
}

const TOGETHER_MS = 60_000;
const POLL_MS = 100;
const COMMAND_MS = 60_000;
const LOG_LINES = 4;

interface Forming {
  /** In the names of its members, which are unique in a run. */
  readonly label: string;
  readonly settings: Servers;
  readonly recipe: TopologyRecipe;
  readonly binaries: Binaries;
  readonly context: LaunchContext;
}

/** The members so far, in the order in which they were asked for. */
interface Gathered {
  readonly order: string[];
  readonly started: Map<string, LocalServer>;
  /** Why members could not be started: they have said who they are. */
  readonly failures: unknown[];
}

function stageOf({ label, settings, recipe, binaries, context }: Forming, gathered: Gathered, signal: AbortSignal): Stage {
  const password = newPassword();
  const start = async (member: Member, startSignal = signal): Promise<LocalServer> => {
    gathered.order.push(member.name);
    const request = { kind: recipe.kind, name: `${label}.${member.name}`, settings: member.settings ?? {} };
    const job = { request, recipe: member.recipe, binaries, port: member.port, password };
    const server = await launch(job, context, startSignal).catch((error: unknown) => {
      gathered.failures.push(error);
      throw error;
    });
    gathered.started.set(member.name, server);
    return server;
  };
  return {
    ...{ signal, settings },
    start: (member) => start(member),
    startAll: async (members) => {
      const failed = new AbortController();
      const either = AbortSignal.any([signal, failed.signal]);
      const starts = members.map((member) => start(member, either).catch((error: unknown) => failed.abort(error)));
      const servers = await Promise.all(starts);
      // The first failure ended the other starts; theirs only repeat it.
      failed.signal.throwIfAborted();
      return servers.flatMap((server) => server ?? []);
    },
    run: (program, args, { env = {}, input = '' }) => {
      const { guard, runner } = context;
      const whole = { PATH: '/usr/bin:/bin', HOME: '/', LANG: 'C.UTF-8', ...binaries.env, ...env };
      const path = binaries.programs[program] ?? program;
      return runCommand(guard, { program: path, args, cwd: '/', env: whole, runner, input, timeoutMs: COMMAND_MS }, signal);
    },
    ask: (probe, server) => context.probes[probe](server.endpoint),
    until: (missing) => until(missing, signal),
  };
}

async function until(missing: () => Promise<string | null>, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(TOGETHER_MS);
  for (;;) {
    signal.throwIfAborted();
    const still = await missing().catch(messageOf);
    if (still === null) return;
    if (deadline.aborted) throw new ServerError(`its members did not find each other within ${TOGETHER_MS / 1000} s: ${still}`);
    await pause(POLL_MS, undefined, { signal });
  }
}

/** The last one started first: a replica before whom it copies. */
async function stopInReverse(gathered: Gathered, note: (line: string) => void): Promise<void> {
  for (const name of [...gathered.order].reverse())
    await gathered.started
      .get(name)
      ?.stop()
      .catch((error: unknown) => note(`${name} could not be cleared away: ${messageOf(error)}`));
}

/** A failure of the whole says which topology it was, and its members' last words. */
async function told(error: unknown, label: string, gathered: Gathered): Promise<unknown> {
  if (!(error instanceof ServerError) || gathered.failures.includes(error)) return error;
  const tails = [...gathered.started.values()].map(async (server) =>
    (await server.logTail(LOG_LINES).catch(() => [])).map((line) => `${server.name}: ${line}`),
  );
  const log = [...error.log, ...(await Promise.all(tails)).flat()];
  return new ServerError(`${label} could not be formed: ${error.message}`, { log, cause: error });
}

async function form(forming: Forming, signal: AbortSignal): Promise<RunningTopology> {
  const { label, recipe, context } = forming;
  const gathered: Gathered = { order: [], started: new Map(), failures: [] };
  try {
    await recipe.form(stageOf(forming, gathered, signal), await recipe.ports());
  } catch (error) {
    const failure = await told(error, label, gathered);
    await stopInReverse(gathered, context.note);
    throw failure;
  }
  const members = new Map(
    gathered.order.flatMap((each) => gathered.started.get(each) ?? []).map((each) => [shortName(each), each]),
  );
  let stopping: Promise<void> | null = null;
  return {
    name: label,
    members,
    member: (wanted) => {
      const found = members.get(wanted);
      if (found === undefined) throw new RangeError(`${label} has no member ${wanted}, but ${[...members.keys()].join(', ')}`);
      return found;
    },
    stop: () => {
      stopping ??= stopInReverse(gathered, context.note);
      return stopping;
    },
  };
}

const shortName = ({ name }: LocalServer): string => name.slice(name.indexOf('.') + 1);

/** Starts the topology; resolves when its members work together. */
export const startTopology = (forming: Forming, signal: AbortSignal): Promise<RunningTopology> =>
  onFreePorts(forming.label, forming.context.note, () => form(forming, signal));
