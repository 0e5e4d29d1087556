/** `mhbench provision`: fetches ahead what local servers need, so that a run needs no network. Starts nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../config.ts';
import { ServerError, UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';
import type { LocalProvisioner } from '../provision/local.ts';
import { type Availability, type Fetched, LIBRARY_KINDS, type Provisioner, SERVER_KINDS } from '../provision/provisioner.ts';
import { bytes } from '../report/format.ts';
import { chosenServers } from './chosen-servers.ts';
import { PACKAGE_FOLDERS, sizeOf } from './disk-use.ts';
import { openLocalProvisioner } from './local-servers.ts';

export interface ProvisionOptions {
  /** Kinds of servers; none means all. */
  readonly kinds: readonly string[];
  readonly json: boolean;
}

/** What became of one kind. */
interface Outcome {
  readonly kind: Kind;
  readonly state: 'ready' | 'missing';
  readonly version: string | null;
  readonly source: string | null;
  readonly reason: string;
  readonly remedy: string | null;
  readonly fetches: readonly Fetched[];
}

/** What is told of every kind, and the part of the local provisioner that fetches. */
interface Fetcher extends Pick<LocalProvisioner, 'binaries' | 'home'> {
  readonly available: Provisioner['available'];
}

export async function provision({ kinds, json }: ProvisionOptions, io: Io): Promise<number> {
  const wanted = kindsOf(kinds);
  await using local = await openLocalProvisioner(io);
  const { binaries, home } = local;
  const { available } = chosenServers(io, local);
  return await fetchAhead({ kinds: wanted, json, provisioner: { binaries, home, available } }, io);
}

const KINDS = [...SERVER_KINDS, ...LIBRARY_KINDS] as const;
type Kind = Availability['kind'];

function kindsOf(words: readonly string[]): readonly Kind[] {
  const unknown = words.find((word) => !KINDS.some((kind) => kind === word));
  if (unknown !== undefined)
    throw new UserError(`no server is called ${unknown}.${didYouMean(unknown, KINDS)}`, `there are: ${KINDS.join(', ')}`);
  return words.length === 0 ? KINDS : KINDS.filter((kind) => words.includes(kind));
}

/** The same with a provisioner that is given. */
export async function fetchAhead(
  { kinds, json, provisioner }: { readonly kinds: readonly Kind[]; readonly json: boolean; readonly provisioner: Fetcher },
  io: Pick<Io, 'stdout' | 'stderr' | 'signal'>,
): Promise<number> {
  const found = await Promise.all(kinds.map((kind) => provisioner.available(kind)));
  const beforeBytes = await fetchedBytes(provisioner.home);
  for (const line of beforeLines(found, beforeBytes)) io.stderr.write(`${line}\n`);
  const outcomes: Outcome[] = [];
  for (const each of found)
    outcomes.push(each.origin === 'local' ? await fetchOne(each.kind, provisioner, io.signal) : thereAlready(each));
  const afterBytes = await fetchedBytes(provisioner.home);
  const result = { folder: provisioner.home, beforeBytes, afterBytes, servers: outcomes };
  io.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${outcomeLines(outcomes, afterBytes).join('\n')}\n`);
  return outcomes.some(({ state }) => state === 'missing') ? EXIT.environment : EXIT.done;
}

/** A server that was there before needs nothing fetched; one that does not answer is no reason to fetch another. */
const thereAlready = ({ kind, state, version, source, reason, remedy }: Availability): Outcome => ({
  ...{ kind, version, reason, remedy, fetches: [] },
  ...(state === 'missing' ? { state, source: null } : { state: 'ready', source }),
});

/** A kind that cannot be had is told beside the others, which are still fetched. */
async function fetchOne(kind: Kind, provisioner: Fetcher, signal: AbortSignal): Promise<Outcome> {
  try {
    const { version, source, reason } = await provisioner.binaries(kind);
    const { fetches = [] } = await provisioner.available(kind);
    return { kind, state: 'ready', version, source, reason, remedy: null, fetches };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ServerError)) throw error;
    const remedy = error.hint ?? 'npm run mhbench -- doctor';
    return { kind, state: 'missing', version: null, source: null, reason: error.message, remedy, fetches: [] };
  }
}

async function fetchedBytes(home: string): Promise<number> {
  const folders = PACKAGE_FOLDERS.map((name) => join(home, name)).filter((folder) => existsSync(folder));
  return (await Promise.all(folders.map(sizeOf))).reduce((sum, size) => sum + size, 0);
}

/** Each thing once: several servers share Java. */
function beforeLines(found: readonly Availability[], onDisk: number): readonly string[] {
  const needed = found.filter(({ state }) => state === 'fetchable').flatMap(({ fetches = [] }) => fetches);
  const once = [...new Map(needed.map((each) => [each.what, each])).values()];
  const most = once.reduce((sum, each) => sum + each.bytes, 0);
  const lines = once.map(({ what, licence, bytes: size }) => `  ${what}, about ${bytes(size)} (${licence})`);
  const head = once.length === 0 ? 'nothing has to be fetched' : `needed, at most ${bytes(most)} to download:`;
  return [`${bytes(onDisk)} on the disk before; ${head}`, ...lines];
}

function outcomeLines(outcomes: readonly Outcome[], onDisk: number): readonly string[] {
  const width = Math.max(...outcomes.map(({ kind }) => kind.length));
  const indent = ' '.repeat(width + 4);
  const lines = outcomes.flatMap(({ kind, state, version, source, reason, remedy, fetches }) => [
    `${state === 'ready' ? '✔' : '✖'} ${kind.padEnd(width)}  ${[version, source].filter((part) => part !== null).join(', ') || reason}`,
    ...fetches.map(({ what, licence }) => `${indent}${what}: ${licence}`),
    ...(remedy === null ? [] : [`${indent}→ ${remedy}`]),
  ]);
  return [...lines, `${bytes(onDisk)} on the disk; mhbench clean frees it`];
}
