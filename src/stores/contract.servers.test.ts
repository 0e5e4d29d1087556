/** What every store keeps, on real servers: lanes are loaded alike, stand apart, tell their structure, and leave nothing behind; what is not ours stays. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { loadStore } from '../catalog.ts';
import { FAISS } from '../testing/contract/faiss.ts';
import { KAFKA } from '../testing/contract/kafka.ts';
import { MONGODB } from '../testing/contract/mongodb.ts';
import { NEO4J } from '../testing/contract/neo4j.ts';
import { POSTGRES } from '../testing/contract/postgres.ts';
import { REDIS } from '../testing/contract/redis.ts';
import type { Words } from '../testing/contract/words.ts';
import { halt } from '../testing/halted.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import type { Address, LaneHandle, LaneServices, Store } from './store.ts';

const counts = countsAt(0.01);
const data = dataset(TEST_DATA_SEED, counts);
const WORDS: readonly Words[] = [...POSTGRES, ...REDIS, ...MONGODB, ...NEO4J, ...KAFKA, ...FAISS];

const PING = { timeoutMs: 5_000 };
const SHORT_PING_MS = 1_500;
/** Longer than any store waits for a connection. */
const CONNECT_MS = 15_000;

const ANSWERED = 'it answered';
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error(ANSWERED),
    (error: Error) => error,
  );

describe.each(WORDS.map((words) => ({ title: words.title, words })))('$title', ({ words }) => {
  const { store: name, tables, server: shared } = words;
  let services: TestServices;
  /** The same, of a server that was there before where the words have one. */
  let given: LaneServices;
  let store: Store;
  let server: Address;
  let one: LaneHandle;
  let other: LaneHandle;

  const lane = (called: string, from = given): Promise<LaneHandle> =>
    store.createLane({ name: called, counts, tables, servers: {} }, from);
  /** Lanes and what belongs to them; templates outlive them. */
  const lanes = async (): Promise<readonly string[]> =>
    ((await shared?.ours(server)) ?? []).filter((each) => !/template|vectors/.test(each));

  beforeAll(async () => {
    services = await testServices(name, counts);
    store = await loadStore(name);
    const fresh = name === 'faiss' ? await services.library('faiss') : await services.server(name, { settings: {} });
    server = (await words.attach?.(fresh)) ?? fresh;
    given = words.attach === undefined ? services : { ...services, server: () => Promise.resolve(server) };
  });
  afterAll(async () => {
    await services[Symbol.asyncDispose]();
  });

  test('it answers', async () => {
    await store.ping(server, PING);
  });

  test.runIf(shared !== null && name !== 'faiss')(
    'it is empty, is ours while it is marked, and somebody’s when they have something there',
    async () => {
      const { guest } = store;
      expect(await guest?.inspect(server)).toEqual({ state: 'empty', found: [] });
      await guest?.mark(server);
      expect(await guest?.inspect(server)).toEqual({ state: 'ours', found: [] });
      await guest?.mark(server);
      await guest?.unmark(server);
      expect(await guest?.inspect(server)).toEqual({ state: 'empty', found: [] });
      await guest?.unmark(server);
      await shared?.makeForeign(server);
      const found = shared?.found.map((line) => expect.stringMatching(line));
      expect(await guest?.inspect(server)).toEqual({ state: 'foreign', found });
      await guest?.mark(server);
      expect(await guest?.inspect(server)).toEqual({ state: 'ours', found });
    },
  );

  describe('lanes', () => {
    beforeAll(async () => {
      one = await lane('one');
      other = await lane('other');
    });

    test('what was loaded was counted and read back', () => {
      const { table, rows } = words.loaded(counts);
      const loaded = services.loads[0]?.tables.find((each) => each.table === table);
      expect(loaded).toMatchObject({ rows, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
      if (words.tellsSize) expect(loaded?.bytes).toBeGreaterThan(rows * 50);
      else expect(loaded?.bytes).toBeNull();
    });

    test('a row in a lane is the row of the data set', async () => {
      const pairs = await words.rows(one.owner, data, [1, 7, 10]);
      expect(pairs).toHaveLength(3);
      for (const { found, expected } of pairs) expect(found).toEqual(expected);
      expect(one.owner.lane.rows('users')).toBe(counts.users);
    });

    test('two lanes hold the same', async () => {
      expect(await words.all(one.owner)).toEqual(await words.all(other.owner));
      const structure = await one.describe();
      expect(structure.length).toBeGreaterThan(0);
      expect(await other.describe()).toEqual(structure);
      expect(structure.join()).not.toContain('mhbench');
    });

    test('the bytes of a lane are told, or nothing is', async () => {
      if (words.tellsSize) expect(await one.size()).toBeGreaterThan(1_000);
      else expect(await one.size()).toBeNull();
    });

    test('settling a lane says of each step what the server answered, and the server shows it', async () => {
      const { says, disturb, shown } = words.settled;
      await disturb?.(one);
      const steps = (await one.settle?.()) ?? [];
      expect(steps.map(({ did }) => did)).toEqual(Object.keys(says));
      for (const { did, found, warning } of steps) {
        expect(found).toMatch(says[did] ?? /^no step$/);
        expect(warning).toBeUndefined();
      }
      for (const { found, expected } of await shown(one, steps, server)) expect(found).toEqual(expected);
    });

    test('equal lanes have equal contents, where the store can tell', async () => {
      const contents = await one.contents?.();
      expect(await other.contents?.()).toEqual(contents);
      if (contents !== undefined) expect(Object.keys(contents).sort()).toEqual([...tables].sort());
    });

    test('a connection of several clients answers calls that overlap', async () => {
      const connection = await store.connect(one.address, { client: {}, clients: 4 });
      const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => words.asked(connection, i + 1, counts)));
      expect(answers.map(({ found }) => found)).toEqual(answers.map(({ expected }) => expected));
      await connection.close();
    });

    test('client options that the store does not know are refused', async () => {
      await expect(store.connect(one.address, { client: { pooled: true }, clients: 1 })).rejects.toThrow('pooled');
    });

    test('a statement is printed as one would type it and explained, or there is no language', async () => {
      const { typed } = words;
      if (typed === null) return expect(one.owner.run('SELECT 1' as never)).rejects.toThrow(/has no (language|statements)/);
      const statement = typed.statement(one.owner);
      expect(one.owner.print(statement as never)).toBe(typed.text);
      const plan = inspect(await one.owner.plan?.(statement as never, true), { depth: 9 });
      if (typed.step !== null) expect(plan).toContain(typed.step);
      expect(plan).not.toContain('mhbench');
    });

    test('a change of structure is told, and gone when it is taken back', async () => {
      const before = await one.describe();
      await words.apply(one);
      expect(await one.describe()).not.toEqual(before);
      expect(await other.describe()).toEqual(before);
      await words.undo?.(one);
      if (words.undo !== null) expect(await one.describe()).toEqual(before);
    });

    test('a change in one lane is not seen in another', async () => {
      await words.change(one.owner);
      expect(await words.changed(one.owner, data)).toBe(true);
      expect(await words.changed(other.owner, data)).toBe(false);
    });

    test('the server says what it is, and no password', async () => {
      const facts = await store.facts(one.address);
      expect(facts.version).toMatch(words.version);
      expect(Object.keys(facts.settings).length).toBeGreaterThan(3);
      if (one.address.password !== '') expect(inspect(facts)).not.toContain(one.address.password);
    });

    test('a dropped lane leaves nothing', async () => {
      const address = shared === null ? one.address : server;
      await one.drop();
      await other.drop();
      expect(await lanes()).toEqual([]);
      await store.ping(address, PING);
    });
  });

  test.runIf(shared)('a lane that cannot be loaded leaves nothing', async () => {
    const seed: LaneServices['seed'] = async (...load) => {
      await services.seed(...load);
      throw new Error('the load broke off');
    };
    const elsewhere = { ...counts, users: 50, sessions: 500 };
    const request = { name: 'broken', counts: elsewhere, tables, servers: {} };
    await expect(store.createLane(request, { ...given, seed })).rejects.toThrow('the load broke off');
    expect(await lanes()).toEqual([]);
  });

  test.runIf(shared)('a reset takes away what a dead run left, and nothing else', async () => {
    if (name === 'faiss') await shared?.makeForeign(server);
    const before = await shared?.foreign(server);
    await lane('left');
    expect(await lanes()).not.toEqual([]);
    await store.reset(server);
    expect(await shared?.ours(server)).toEqual([]);
    expect(await shared?.foreign(server)).toEqual(before);
    if (store.guest) expect((await store.guest.inspect(server)).state).toBe('ours');
    await store.reset(server);
  });

  describe.runIf(name !== 'faiss')('a server in trouble', () => {
    const connect = (address: Address) => store.connect(address, { client: {}, clients: 1 });
    const signal = (which: NodeJS.Signals): void => {
      for (const pid of services.pids()) process.kill(pid, which);
    };
    test('nobody at the address: the error names it and keeps the password', async () => {
      const absent = { ...server, port: 1, user: server.user || 'reader', password: 's3cret-word' };
      for (const error of await Promise.all([connect(absent), store.ping(absent, PING)].map(failure))) {
        expect(error).toMatchObject({ name: 'ServerError', message: expect.stringContaining(`${server.host}:1`) });
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret-word');
      }
    });

    test('a wrong password is refused with words that say so', async ({ skip }) => {
      if (server.password === '') skip('it has no password');
      for (const error of await Promise.all(
        [connect, (each: Address) => store.ping(each, PING)].map((ask) => failure(ask({ ...server, password: 's3cret-word' }))),
      )) {
        expect(error).toMatchObject({
          name: 'ServerError',
          message: expect.stringMatching(/password|authentication|WRONGPASS/i),
        });
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret-word');
      }
    });

    test.runIf(words.attach === undefined)(
      'paused, neither a ping nor a connection is waited for longer than it may be',
      async () => {
        const ended: string[] = [];
        const over = setTimeout(() => ended.push('the time'), CONNECT_MS);
        await halt(services.pids());
        try {
          const noted = (what: string, call: Promise<unknown>) => failure(call).finally(() => ended.push(what));
          const both = [noted('ping', store.ping(server, { timeoutMs: SHORT_PING_MS })), noted('connection', connect(server))];
          for (const error of await Promise.all(both)) expect(error.message).toContain(`${server.host}:${server.port}`);
          // In the order of their deadlines, however late a busy machine is with all of them.
          expect(ended).toEqual(['ping', 'connection']);
        } finally {
          clearTimeout(over);
          signal('SIGCONT');
        }
        await store.ping(server, PING);
      },
    );

    test('killed, the next call fails soon', async () => {
      const handle = await lane('last');
      signal('SIGKILL');
      const called = async () => (await failure(words.all(handle.owner))).message;
      await expect.poll(called, { timeout: 10_000 }).not.toBe(ANSWERED);
      await expect(handle.drop()).rejects.toThrow();
    });
  });
});
