/** What FAISS' lanes promise, on the real library. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { exactNearest } from '../../seeders/embeddings.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import { faiss } from './faiss.ts';
import { loadFaiss } from './faiss-binding.ts';
import { listsIn, type SearchOptions, withParameters } from './faiss-parameters.ts';
import type { Connection, LaneHandle } from './store.ts';

const counts = countsAt(0.01);
const messages = dataset(TEST_DATA_SEED, counts).embeddings();
const questions = Array.from({ length: 40 }, (_, i) => [...messages.question(7, i)]);
let services: TestServices;
let lane: LaneHandle<'faiss'>;

const makeLane = (name: string) => faiss.createLane({ name, counts, tables: [], servers: {} }, services);
const fileOf = ({ address }: LaneHandle<'faiss'>, name = 'index.faiss') => path.join(address.database, name);

beforeAll(async () => {
  services = await testServices('faiss', counts);
  lane = await makeLane('main');
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
});

/** The share of the exact ten nearest that is found, over all questions. */
async function recallOf(
  { lane: asked }: Connection<'faiss'>,
  options: SearchOptions = {},
  find = (question: readonly number[]) => asked.search(question, 10, options),
): Promise<number> {
  const vectors = await asked.vectors();
  let found = 0;
  for (const question of questions) {
    const ids = await find(question);
    found += exactNearest(vectors, question, 10).filter((id) => ids.includes(id)).length;
  }
  return found / (10 * questions.length);
}

describe('a lane', () => {
  test('holds every message, counted and read back', async () => {
    expect(services.loads).toHaveLength(1);
    expect(services.loads[0]?.tables).toEqual([
      { table: 'embeddings', rows: counts.users, digest: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: counts.users * 384 * 4 },
    ]);
    expect((await lane.owner.lane.vectors()).subarray(6 * 384, 7 * 384)).toEqual(messages.vector(7));
    expect(lane.owner.lane.rows('users')).toBe(counts.users);
  });

  test('finds each message by its own vector', async () => {
    for (const id of [1, 7, counts.users]) expect(await lane.owner.lane.search([...messages.vector(id)], 1)).toEqual([id]);
  });

  test('tells its structure, and a change of it', async () => {
    expect(await lane.describe()).toEqual([
      expect.stringMatching(/^index bytes 30720\d\d$/),
      'index dimension 384',
      'index factory Flat',
      `index ntotal ${counts.users}`,
    ]);
    const other = await makeLane('other');
    await other.owner.lane.build('HNSW16');
    expect(await other.describe()).toContain('index factory HNSW16');
    expect(await other.size()).toBeGreaterThan((await lane.size()) ?? 0);
    expect(await other.owner.lane.buildMs()).toBeGreaterThan(await lane.owner.lane.buildMs());
    expect(await lane.describe()).toContain('index factory Flat');
    expect(services.loads).toHaveLength(1);
    await other.drop();
  });

  test('may have an index of its first vectors alone', async () => {
    const part = await makeLane('part');
    await part.owner.lane.build('Flat', { most: 500 });
    expect(await part.describe()).toContain('index ntotal 500');
    expect(await part.owner.lane.search([...messages.vector(500)], 1)).toEqual([500]);
    expect(await part.owner.lane.search([...messages.vector(501)], 1)).not.toEqual([501]);
    await part.drop();
  });

  test('ranks what a rough index named by the vectors themselves: what both have in common is found', async () => {
    const rough = await makeLane('rough');
    await rough.owner.lane.build('PQ48np');
    expect(await rough.owner.lane.bytes()).toBeLessThan((await lane.owner.lane.bytes()) / 5);
    const alone = await recallOf(rough.owner);
    const ranked = await recallOf(rough.owner, {}, async (question) => {
      return rough.owner.lane.rank(question, await rough.owner.lane.search(question, 100), 10);
    });
    expect(alone).toBeLessThan(0.95);
    expect(ranked).toBeGreaterThan(alone);
    const [question = []] = questions;
    const exact = exactNearest(await lane.owner.lane.vectors(), question, 10);
    expect(await rough.owner.lane.rank(question, [0, ...exact].reverse(), 10)).toEqual(exact);
    await expect(rough.owner.lane.rank(question, [counts.users + 1], 1)).rejects.toThrow(`holds no vector ${counts.users + 1}`);
    await rough.drop();
  });

  test('that is dropped leaves nothing, and the template stays for the others', async () => {
    const gone = await makeLane('gone');
    await gone.owner.lane.build('IVF16,Flat');
    await gone.owner.lane.search(questions[0] ?? [], 10, { nprobe: 4 });
    expect(readdirSync(gone.address.database)).toContain('index-nprobe-4.faiss');
    await gone.drop();
    expect(existsSync(gone.address.database)).toBe(false);
    expect(await recallOf(lane.owner)).toBe(1);
  });

  test('is read by another connection from its file, as it was built', async () => {
    const connection = await faiss.connect(structuredClone(lane.address), { client: {}, clients: 4 });
    const [mine, theirs] = [lane.owner.lane, connection.lane];
    for (const question of questions) expect(await theirs.search(question, 10)).toEqual(await mine.search(question, 10));
    await connection.close();
  });
});

describe('recall', () => {
  let ivf: LaneHandle<'faiss'>;
  let hnsw: LaneHandle<'faiss'>;
  beforeAll(async () => {
    [ivf, hnsw] = [await makeLane('ivf'), await makeLane('hnsw')];
    await ivf.owner.lane.build('IVF64,Flat');
    await hnsw.owner.lane.build('HNSW16');
  });

  test('of Flat is 1 by a search in another language', async () => expect(await recallOf(lane.owner)).toBe(1));

  test('of IVF rises with nprobe from what one list holds to all', async () => {
    const recalls: number[] = [];
    for (const nprobe of [1, 2, 8, 64]) recalls.push(await recallOf(ivf.owner, { nprobe }));
    expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
    expect(recalls[0]).toBeLessThan(0.95);
    expect(recalls[0]).toBe(await recallOf(ivf.owner));
    expect(recalls.at(-1)).toBe(1);
  });

  test('of HNSW rises with efSearch, whose default is 16', async () => {
    const [few, fallback, many] = [4, 16, 256].map((efSearch) => recallOf(hnsw.owner, { efSearch }));
    expect(await few).toBeLessThan((await fallback) ?? 0);
    expect(await fallback).toBe(await recallOf(hnsw.owner));
    expect(await many).toBeGreaterThan(0.99);
  });

  test('the number of lists stands before nprobe: two indexes that differ in it show where', async () => {
    const two = await makeLane('two');
    await two.owner.lane.build('IVF63,Flat');
    const [one, other] = [ivf, two].map((handle) => readFileSync(fileOf(handle)));
    expect([listsIn(one ?? Buffer.alloc(0)), listsIn(other ?? Buffer.alloc(0))]).toEqual([64, 63]);
    await two.drop();
  });

  test('parameters change their own bytes and no others', () => {
    const written = readFileSync(fileOf(ivf));
    const patched = withParameters(written, { nprobe: 5 });
    const differing = [...patched.keys()].filter((at) => patched[at] !== written[at]);
    expect(differing).toEqual([45]);
    expect([written[45], patched[45]]).toEqual([1, 5]);
  });

  test('parameters of another kind of index, and ones that are none, are refused', async () => {
    const [question = []] = questions;
    await expect(lane.owner.lane.search(question, 10, { nprobe: 4 })).rejects.toThrow('nprobe belongs to an IVF index');
    await expect(ivf.owner.lane.search(question, 10, { efSearch: 4 })).rejects.toThrow('efSearch belongs to an HNSW index');
    await expect(ivf.owner.lane.search(question, 10, { nprobe: 0.5 })).rejects.toThrow('whole number');
    await expect(lane.owner.lane.search([1, 2], 10)).rejects.toThrow('384 numbers, not 2');
    await expect(lane.owner.lane.build('IVF4096,Flat')).rejects.toThrow('there are 2000 vectors');
  });
});

describe('the library', () => {
  test('says what it is, and works on one thread', async () => {
    const { version, settings } = await faiss.facts(lane.address);
    expect(version).toMatch(/^1\.\d+\.\d+$/);
    expect(settings).toMatchObject({ OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', binding: 'faiss-node 0.5.1' });
  });

  test.runIf(existsSync('/proc/self/task'))('starts no thread of its own', async () => {
    const threads = () => readdirSync('/proc/self/task').length;
    const before = threads();
    await lane.owner.lane.build('Flat');
    await recallOf(lane.owner);
    expect(threads()).toBe(before);
  });

  test('a file that is none is told with its path', () => {
    expect(() => loadFaiss(path.resolve('package.json'))).toThrow(/package\.json is no FAISS binding/);
    expect(() => loadFaiss(path.resolve('no-such.node'))).toThrow(/no-such\.node could not be loaded/);
  });

  test('there is no language of statements, and there are no client options', async () => {
    await expect(lane.owner.run('SELECT' as never)).rejects.toThrow('no language');
    await expect(faiss.connect(lane.address, { client: { threads: 2 }, clients: 1 })).rejects.toThrow('threads');
  });
});
