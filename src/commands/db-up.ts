/** `mhbench db up`: has servers started that stay until `mhbench db down`, and says where they are. */
import type { Socket } from 'node:net';
import { relative } from 'node:path';
import type { Io } from '../config.ts';
import { ServerError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, connectTo } from '../keep/channel.ts';
import { lineOf, type Progress } from '../keep/messages.ts';
import { partsNamed } from '../keep/names.ts';
import { keeperLog, lastWordsOf, spawnKeeper } from '../keep/spawn-keeper.ts';
import { envFile, type Kept, readKept, removeKept, socketFile } from '../provision/kept.ts';
import { sweepLeftovers } from '../provision/leftovers.ts';
import { waitUntilEnded } from '../provision/pids.ts';
import { benchDirOf, columnsOf, holdKept, shown, tableOf } from './kept-servers.ts';

export interface DbUpOptions {
  /** Kinds and topologies; none means all. */
  readonly names: readonly string[];
  readonly json: boolean;
}
type Missing = Extract<Progress, { readonly kind: 'missing' }>;

/** A Java machine gets 20 s to end, and a cluster ends its members one after another. */
const GONE_MS = 90_000;

export async function dbUp({ names, json }: DbUpOptions, io: Io): Promise<number> {
  const wanted = partsNamed(names);
  const benchDir = benchDirOf(io);
  const say = (line: string): void => void io.stderr.write(`${line}\n`);
  await using _held = await holdKept('mhbench db up', io);
  const before = readKept(benchDir);
  if (before === null) {
    for (const line of await sweepLeftovers(benchDir)) say(line);
    removeKept(benchDir);
  }
  const socket = before === null ? await spawnKeeper(benchDir, io.cwd, io.signal) : await reached(before, benchDir);
  const keeper = readKept(benchDir)?.keeper;
  const up = before?.servers.map(({ name, topology }) => topology ?? name) ?? [];
  const lacking = wanted.filter((name) => !up.includes(name));
  if (lacking.length > 0) say(`starting ${lacking.join(', ')}`);
  const missing: Missing[] = [];
  let begun = 0;
  const end = await ask(
    socket,
    wanted,
    (progress) => {
      say(lineOf(progress));
      if (progress.kind === 'missing') missing.push(progress);
      else if (progress.kind === 'up') begun += 1;
    },
    { signal: io.signal },
  );
  const nothing = (): boolean => (readKept(benchDir)?.servers.length ?? 0) === 0;
  // A keeper that has nothing to keep ends by itself, after all that was begun is cleared away.
  if (before === null && keeper !== undefined && (io.signal.aborted || nothing())) await waitUntilEnded(keeper, GONE_MS);
  io.signal.throwIfAborted();
  if (end.kind !== 'done')
    throw await failure(end.kind === 'failed' ? end.message : 'it died, or does not answer any more', benchDir);
  const kept = readKept(benchDir);
  if (begun === 0 && missing.length === 0) say('nothing had to be done: all of it is up already');
  show({ kept, missing, json, benchDir }, io);
  const named = missing.some(({ name }) => names.includes(name));
  return named || nothing() ? EXIT.environment : EXIT.done;
}

/** The keeper that runs already. */
async function reached({ keeper }: Kept, benchDir: string): Promise<Socket> {
  const socket = await connectTo(socketFile(benchDir));
  if (socket !== null) return socket;
  throw new ServerError(`the process that keeps the servers (${keeper.pid}) cannot be reached`, { hint: 'mhbench db down' });
}

const failure = async (why: string, benchDir: string): Promise<ServerError> =>
  new ServerError(`the process that keeps the servers could not do it: ${why}`, {
    log: await lastWordsOf(benchDir),
    hint: `its log is ${keeperLog(benchDir)}`,
  });

interface Shown {
  readonly kept: Kept | null;
  readonly missing: readonly Missing[];
  readonly json: boolean;
  readonly benchDir: string;
}

function show({ kept, missing, json, benchDir }: Shown, io: Io): void {
  const servers = kept?.servers ?? [];
  const env = relative(io.cwd, envFile(benchDir));
  if (json) {
    const lacking = missing.map(({ name, reason, remedy }) => ({ name, reason, remedy }));
    io.stdout.write(`${JSON.stringify({ servers: servers.map(shown), missing: lacking, env }, null, 2)}\n`);
    return;
  }
  const after =
    servers.length === 0
      ? ['nothing is up']
      : [
          '',
          `Addresses with passwords are in ${env}, which you alone can read. In a shell: set -a; . ${env}; set +a`,
          'mhbench db status asks whether they answer; mhbench db down ends them.',
        ];
  io.stdout.write(`${[...tableOf(servers.map(columnsOf)), ...after].join('\n')}\n`);
}
