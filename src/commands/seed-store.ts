/** Seeds one store: finds its server, asks whether it may be used, and has the data set stand there. */
import path from 'node:path';
import { type Domain, loadSeeder, loadStore } from '../catalog.ts';
import { type Counts, type StoreName, TABLES } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { watchPeak } from '../peak-memory.ts';
import { type Provisioner, SERVER_KINDS } from '../provision/provisioner.ts';
import type { Address, DataVersion, LoadReport, Store } from '../stores/store.ts';
import type { CopyRatio } from './copy-ratio.ts';
import { standing } from './seed-data.ts';
import type { Seeded, SeedOutcome } from './seed-outcome.ts';

export interface Seeding {
  readonly provisioner: Provisioner;
  readonly domain: Domain;
  readonly seed: number;
  readonly counts: Counts;
  readonly version: DataVersion;
  /** For stores that are files: a folder that stays. */
  readonly folder: string;
  /** The most that a store may take. */
  readonly mostMs: number;
  readonly signal: AbortSignal;
  /** Measures COPY alone; gives the reason where it cannot. */
  readonly compareCopy: ((address: Address, signal: AbortSignal) => Promise<CopyRatio | string>) | null;
}

/** Never rejects but when the command itself is called off: the other stores go on. */
export async function seedStore(name: StoreName, seeding: Seeding): Promise<SeedOutcome> {
  seeding.signal.throwIfAborted();
  const late = AbortSignal.timeout(seeding.mostMs);
  const signal = AbortSignal.any([seeding.signal, late]);
  try {
    const store = await loadStore(name);
    const refused = await unavailable(store, seeding);
    if (refused !== null) return refused;
    await using home = await homeOf(store, seeding, signal);
    const foreign = home.stays ? await refusal(store, home.address) : null;
    return foreign ?? (await fill(store, home, { ...seeding, signal }));
  } catch (error) {
    seeding.signal.throwIfAborted();
    if (late.aborted) return failed(name, `not done within ${Math.round(seeding.mostMs / 1_000)} s, and given up`);
    return failed(name, messageOf(error), error instanceof ServerError ? error.log : []);
  }
}

const failed = (store: StoreName, error: string, log: readonly string[] = []): SeedOutcome => ({
  ...{ store, state: 'failed', error, log },
});

const kindOf = ({ servers, libraries = [] }: Store) => {
  const kind = [...SERVER_KINDS, 'faiss' as const].find((each) => each === servers[0] || each === libraries[0]);
  if (kind === undefined) throw new Error('a store without a server and without a library');
  return kind;
};

async function unavailable(store: Store, { provisioner }: Seeding): Promise<SeedOutcome | null> {
  const { state, kind, reason, remedy } = await provisioner.available(kindOf(store));
  if (state !== 'missing') return null;
  const told = { reason: `${kind} cannot be had: ${reason}`, remedy: remedy ?? 'npm run mhbench -- doctor' };
  return { store: store.name, state: 'skipped', ...told };
}

interface Home extends AsyncDisposable {
  readonly address: Address;
  readonly server: Seeded['server'];
  readonly stays: boolean;
}

async function homeOf(store: Store, { provisioner, counts, folder }: Seeding, signal: AbortSignal): Promise<Home> {
  const kind = kindOf(store);
  if (kind === 'faiss') {
    if (provisioner.library === undefined) throw new Error(`no library is called ${kind} here`);
    const { version, source, reason, path: file, binding } = await provisioner.library(kind);
    const address = { host: '', port: 0, user: '', password: '', database: path.join(folder, kind), counts };
    const server = { version, source, reason, where: folder };
    const [library, stays] = [{ path: file, version, binding }, true];
    return { address: { ...address, library }, server, stays, [Symbol.asyncDispose]: async () => undefined };
  }
  const running = await provisioner.start({ kind, name: `seed-${kind}`, settings: {} }, signal);
  const { version, source, reason, endpoint, origin } = running;
  const stays = origin !== 'local';
  return {
    address: { ...endpoint, ...(stays && { attached: true }), counts },
    server: { version, source, reason, where: `${kind} on ${hostPort(endpoint)}` },
    stays,
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

/** Only a server that holds nothing, or that is marked as ours, is written to. The mark stays as long as the data does. */
async function refusal({ guest, name }: Store, address: Address): Promise<SeedOutcome | null> {
  if (guest === undefined) return null;
  const { state, found } = await guest.inspect(address);
  if (state === 'empty') await guest.mark(address);
  if (state !== 'foreign') return null;
  const reason = `the ${name} on ${hostPort(address)} holds what is not ours: ${found.join('; ')}`;
  return { store: name, state: 'skipped', reason, remedy: `npm run mhbench -- db adopt ${name}` };
}

async function fill(store: Store, { address, server, stays }: Home, seeding: Seeding): Promise<Seeded> {
  const { domain, seed, counts, version, signal, compareCopy } = seeding;
  const place = await store.data(address);
  const load = await loadSeeder(store.name);
  const peak = watchPeak();
  const { tables, because, seconds } = await standing(place, { seed, version, counts }, (target) =>
    load(target, domain.dataset(seed, counts), TABLES, signal),
  );
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    ...{ store: store.name, state: seconds === null ? 'reused' : 'loaded', server, place: place.name, stays, because },
    ...{ tables, rows, bytes: sizeOf(tables), digest: domain.datasetDigest([{ tables, rows, seconds: 0 }]) },
    load: seconds === null ? null : { seconds, rowsPerSecond: rows / Math.max(seconds, 1e-3), peakRssBytes: peak() },
    copy: store.name === 'postgres' && compareCopy !== null ? await compareCopy(address, signal) : null,
  };
}

/** Of all tables, where the store tells it of each. */
function sizeOf(tables: LoadReport['tables']): number | null {
  const sizes = tables.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
  return sizes.length === tables.length ? sizes.reduce((sum, size) => sum + size, 0) : null;
}
