/** All six stores on private servers, with one data set in each, seeded as `mhbench seed` does it; for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadDataVersion, loadDomain, loadSeeder, loadStore } from '../catalog.ts';
import { probes } from '../commands/probes.ts';
import { standing } from '../commands/seed-data.ts';
import { type StoreName, TABLES } from '../define.ts';
import { localProvisioner } from '../provision/local.ts';
import type { Address, DataPlace, Store } from '../stores/store.ts';
import { project } from './cli.ts';
import { TEST_DATA_SEED } from './servers.ts';

export const SIX = ['postgres', 'redis', 'mongodb', 'kafka', 'neo4j', 'faiss'] as const satisfies readonly StoreName[];
export type SixName = (typeof SIX)[number];

export interface Seeded {
  readonly store: Store;
  /** The server, or FAISS' library with a folder. */
  readonly server: Address;
  /** Where the data stands: the server's address with the schema, the database, the file. */
  readonly data: Address;
  readonly place: DataPlace;
}

export interface SixStores extends AsyncDisposable {
  readonly stores: Readonly<Record<SixName, Seeded>>;
  /** Has the data set stand in the store; tells whether it was loaded, and why anew. */
  stand(name: SixName): ReturnType<typeof standing>;
}

export async function sixStores(scale: number): Promise<SixStores> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mhbench-six-'));
  const { signal } = new AbortController();
  const domain = await loadDomain();
  const counts = domain.countsAt(scale);
  const data = domain.dataset(TEST_DATA_SEED, counts);
  const wanted = { seed: TEST_DATA_SEED, counts, version: await loadDataVersion() };
  const benchDir = path.join(project, '.bench');
  const local = await localProvisioner({ benchDir, runId: 'test', logDir: folder, probes, signal, note: () => undefined });

  const serverOf = async (name: SixName): Promise<Address> => {
    if (name !== 'faiss')
      return { ...(await local.start({ kind: name, name: `six-${name}`, settings: {} }, signal)).endpoint, counts };
    const { folder: _thrownAway, ...library } = await local.library('faiss');
    return { host: '', port: 0, user: '', password: '', database: path.join(folder, 'faiss'), library, counts };
  };
  const stand = async (store: Store, place: DataPlace): ReturnType<typeof standing> => {
    const load = await loadSeeder(store.name);
    return standing(place, wanted, (target) => load(target, data, TABLES));
  };
  const seeded = async (name: SixName): Promise<Seeded> => {
    const store = await loadStore(name);
    const server = await serverOf(name);
    const place = await store.data(server);
    await stand(store, place);
    return { store, server, place, data: await place.target() };
  };
  const end = async (): Promise<void> => {
    await local[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const stores = {
      postgres: await seeded('postgres'),
      redis: await seeded('redis'),
      mongodb: await seeded('mongodb'),
      kafka: await seeded('kafka'),
      neo4j: await seeded('neo4j'),
      faiss: await seeded('faiss'),
    };
    return {
      stores,
      stand: (name) => stand(stores[name].store, stores[name].place),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
