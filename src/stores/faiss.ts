/** FAISS: no server but a library in the process that searches. A lane is an index over the same vectors, written to a file that any process can read. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { TableName } from '../define.ts';
import { ServerError, UserError } from '../errors.ts';
import { INNER_PRODUCT, loadFaiss, type NativeIndex, THREADS } from './faiss-binding.ts';
import { data } from './faiss-data.ts';
import {
  buildIndex,
  DIMENSION,
  indexBytes,
  laneFolder,
  makeFolder,
  openVectors,
  readAbout,
  readIndex,
  readVectors,
  removeAll,
  removeLane,
  templateFile,
  type VectorFile,
} from './faiss-files.ts';
import { nameOf, type SearchOptions } from './faiss-parameters.ts';
import { settlerOf } from './faiss-settle.ts';
import type { Address, Connection, Facts, LaneHandle, LaneRequest, LaneServices, Store } from './store.ts';

interface FaissLane {
  /** Trains and fills an index made by FAISS' factory: `IVF256,Flat`. It takes the place of the lane's index. `most`: of the first so many vectors alone. */
  build(factory: string, options?: { readonly most?: number }): Promise<void>;
  /** The ids of the k nearest, the nearest first; 0 where fewer were found. */
  search(vector: readonly number[], k: number, options?: SearchOptions): Promise<readonly number[]>;
  /** The k of these ids whose own vectors are nearest, the nearest first: read from the disk one by one, and compared exactly. */
  rank(vector: readonly number[], ids: readonly number[], k: number): Promise<readonly number[]>;
  /** Bytes of the index as it is written: what it holds in memory. */
  bytes(): Promise<number>;
  /** How long the lane's index took to train and fill, the one time that it was. */
  buildMs(): Promise<number>;
  /** All vectors as they were loaded, one after another in the order of the ids. */
  vectors(): Promise<Float32Array>;
  rows(table: TableName): number;
}

/** None: one search at a time, on one thread. */
type FaissClient = Readonly<Record<string, never>>;

declare module '../define.ts' {
  interface Stores {
    faiss: { lane: FaissLane; statement: never; client: FaissClient };
  }
}

const optionsSchema = z.strictObject({});

/** A lane begins with exact search, which needs no training. */
const FIRST_FACTORY = 'Flat';

interface Opened {
  readonly folder: string;
  index(options: SearchOptions): NativeIndex;
  vectors(): VectorFile;
  forget(): void;
}

/** Indexes are read when first searched, each set of parameters once a connection. */
function open(address: Address): Opened {
  const native = loadFaiss(libraryOf(address).path);
  const indexes = new Map<string, NativeIndex>();
  let file: VectorFile | null = null;
  return {
    folder: address.database,
    index(options) {
      const index = indexes.get(nameOf(options)) ?? readIndex(native, address.database, options);
      indexes.set(nameOf(options), index);
      return index;
    },
    vectors() {
      file ??= openVectors(address.database);
      return file;
    },
    forget() {
      indexes.clear();
      file?.close();
      file = null;
    },
  };
}

function libraryOf({ library }: Address): NonNullable<Address['library']> {
  if (library === undefined) throw new Error('this address names no library, so it is none of FAISS');
  return library;
}

async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'faiss'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit faiss: ${z.prettifyError(client.error)}`,
    );
  }
  const opened = open(address);
  return {
    lane: laneOf(opened, address),
    run: () => Promise.reject(new UserError('FAISS has no language of statements', 'answer with a function of the lane')),
    print: () => '',
    close: async () => opened.forget(),
  };
}

function laneOf(opened: Opened, address: Address): FaissLane {
  const { folder } = opened;
  return {
    async build(factory, { most = Number.POSITIVE_INFINITY } = {}) {
      opened.forget();
      buildIndex(loadFaiss(libraryOf(address).path), folder, { factory, most });
    },
    async search(vector, k, options = {}) {
      if (vector.length !== DIMENSION)
        throw new UserError(`a question has ${DIMENSION} numbers, not ${vector.length}`, 'take pick.vector()');
      return opened
        .index(options)
        .search(vector, k)
        .labels.map((label) => label + 1);
    },
    async rank(vector, ids, k) {
      const found = ids.filter((id) => id > 0); // An index that found fewer than it was asked for fills up with 0.
      return nearestOf(vector, found, opened.vectors()).slice(0, k);
    },
    bytes: async () => indexBytes(folder),
    buildMs: async () => readAbout(folder).buildMs,
    vectors: async () => readVectors(folder),
    rows: (table) => address.counts[table],
  };
}

/** By inner product, as the index ranks them; of two that are equally near the lower id. */
function nearestOf(vector: readonly number[], ids: readonly number[], file: VectorFile): number[] {
  const ranked = ids.map((id) => {
    const other = file.vector(id);
    let product = 0;
    for (let i = 0; i < DIMENSION; i += 1) product += (vector[i] ?? 0) * (other[i] ?? 0);
    return { id, product };
  });
  return ranked.sort((one, other) => other.product - one.product || one.id - other.id).map(({ id }) => id);
}

async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'faiss'>> {
  const home = await services.library('faiss');
  const folder = laneFolder(home.database, request.name);
  makeFolder(folder, await template({ ...home, counts: request.counts }, request, services));
  const address = { ...home, database: folder, counts: request.counts };
  try {
    const owner = await connect(address, { client: {}, clients: 1 });
    await owner.lane.build(FIRST_FACTORY);
    return {
      name: request.name,
      address,
      owner,
      describe: async () => describe(address),
      size: async () => indexBytes(folder),
      settle: settlerOf(
        () => open(address).index({}),
        () => readVectors(folder),
        DIMENSION,
      ),
      async drop() {
        await owner.close();
        removeLane(folder);
      },
    };
  } catch (error) {
    removeLane(folder);
    throw error;
  }
}

/** The file of the vectors: loaded once a run for the same counts, read by all lanes. */
async function template(home: Address, { counts }: LaneRequest, services: LaneServices): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(counts)).digest('hex').slice(0, 8);
  const file = templateFile(home.database, name);
  if (!existsSync(file)) await services.seed({ ...home, database: file }, counts, []);
  if (!existsSync(file)) throw new ServerError(`the seeder wrote no vectors to ${file}`);
  return file;
}

/** As the library tells it of the file, read anew. */
function describe(address: Address): readonly string[] {
  const { folder, index } = open(address);
  const read = index({});
  const { factory } = readAbout(folder);
  const told = { factory, ntotal: read.ntotal(), dimension: read.getDimension(), bytes: indexBytes(folder) };
  return Object.entries(told)
    .map(([name, value]) => `index ${name} ${value}`)
    .sort();
}

async function facts(address: Address): Promise<Facts> {
  const { version, binding } = libraryOf(address);
  loadFaiss(libraryOf(address).path);
  const threads = Object.fromEntries(Object.keys(THREADS).map((name) => [name, process.env[name] ?? 'not set']));
  return { version, settings: { ...threads, binding, metric: 'inner product', dimension: String(DIMENSION) } };
}

/** There is no server: it answers when the library loads and finds a vector. Its calls block, so there is nothing to wait for. */
async function ping(address: Address): Promise<void> {
  const { Index } = loadFaiss(libraryOf(address).path);
  const index = Index.fromFactory(2, FIRST_FACTORY, INNER_PRODUCT);
  index.add([1, 0, 0, 1]);
  const [nearest] = index.search([0, 1], 1).labels;
  if (nearest !== 1)
    throw new ServerError(`faiss in ${libraryOf(address).path} found vector ${nearest}, not the one that was asked for`);
}

/** FAISS: `servers` is empty; what must be there is the library. */
export const faiss: Store<'faiss'> = {
  name: 'faiss',
  servers: [],
  libraries: ['faiss'],
  connect,
  ping,
  reset: async ({ database }) => removeAll(database),
  facts,
  data,
  createLane,
};
