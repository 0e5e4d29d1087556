/** What Neo4j's lanes promise beyond the contract of every store, on a real server. */
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsAt, type Dataset, dataset } from '../../seeders/domain.ts';
import { followsOf, interestsOf } from '../../seeders/follows.ts';
import { seed } from '../../seeders/neo4j.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import { neo4j } from './neo4j.ts';
import { openNeo4j } from './neo4j-session.ts';
import type { Address, LaneHandle } from './store.ts';

const counts = { ...countsAt(0.01), businesses: 100 };
const data = dataset(TEST_DATA_SEED, counts);
type Handle = LaneHandle<'neo4j'>;
const open = (address: Address) => neo4j.connect(address, { client: {}, clients: 1 });

const label = (handle: Handle): string => handle.owner.lane.label('User');
const emailOf = (handle: Handle, id: number) => ({
  cypher: `MATCH (u:${label(handle)} {id: $id}) RETURN u.email AS email`,
  params: { id },
});
const keyOf = (handle: Handle) =>
  `CREATE CONSTRAINT ${handle.owner.lane.label('user_id')} FOR (u:${label(handle)}) REQUIRE u.id IS UNIQUE`;

describe('neo4j', () => {
  let services: TestServices;
  let one: Handle;
  let other: Handle;
  const lane = (name: string, tables: Parameters<typeof neo4j.createLane>[0]['tables'] = ['users']) =>
    neo4j.createLane({ name, counts, tables, servers: {} }, services);

  beforeAll(async () => {
    services = await testServices('neo4j', counts);
    one = await lane('one', ['users', 'businesses']);
    other = await lane('other', ['users', 'businesses']);
  });
  afterAll(async () => {
    await one.drop();
    await other.drop();
    await services[Symbol.asyncDispose]();
  });

  test('what was loaded was counted and read back', async () => {
    const loaded = new Map(services.loads[0]?.tables.map((each) => [each.table, each]));
    const edges = (of: typeof followsOf): number =>
      Array.from({ length: counts.users }, (_, i) => of(data, i + 1).length).reduce((sum, each) => sum + each, 0);
    expect([...loaded].map(([table, { rows }]) => [table, rows])).toEqual([
      ['users', counts.users],
      ['businesses', counts.businesses],
      ['follows', edges(followsOf)],
      ['interests', edges(interestsOf)],
    ]);
    expect(loaded.get('follows')?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(services.loads[1]?.tables).toEqual(services.loads[0]?.tables);
  });

  test('a user is the person of the data set, and follows those of the data set', async () => {
    for (const id of [1, 7, counts.users]) {
      expect(await one.owner.run(emailOf(one, id))).toEqual([{ email: data.row('users', id)['email'] }]);
    }
    const followed = `MATCH (:${label(one)} {id: $id})-[:FOLLOWS]->(f) RETURN f.id AS id ORDER BY id`;
    expect(await one.owner.lane.cypher(followed, { id: 7 })).toEqual(followsOf(data, 7).map((id) => ({ id })));
    expect(one.owner.lane.rows('users')).toBe(counts.users);
    expect(await one.owner.lane.cypher(`MATCH (u:${label(one)} {id: 7}) RETURN u.password_hash AS secret`)).toEqual([
      { secret: null },
    ]);
  });

  test('two lanes hold the same under labels of their own, and no bytes are made up', async () => {
    const all = (handle: Handle) =>
      handle.owner.lane.cypher(`MATCH (u:${label(handle)}) RETURN u.id AS id, u.username AS username ORDER BY id`);
    expect(label(one)).not.toBe(label(other));
    expect(await all(one)).toEqual(await all(other));
    expect(await one.describe()).toEqual([
      'label Business',
      'label User',
      'relationship User FOLLOWS',
      'relationship User INTERESTED_IN',
    ]);
    expect(await other.describe()).toEqual(await one.describe());
    expect(await one.size()).toBeNull();
  });

  test('a change of structure is told, seen by its lane alone, and gone when it is taken back', async () => {
    const before = await one.describe();
    await one.owner.run({ cypher: keyOf(one) });
    const added = (await one.describe()).filter((line) => !before.includes(line));
    expect(added).toEqual(['constraint UNIQUENESS User(id) named user_id', 'index RANGE User(id) named user_id']);
    expect(await other.describe()).toEqual(before);
    await one.owner.run({ cypher: `DROP CONSTRAINT ${one.owner.lane.label('user_id')}` });
    expect(await one.describe()).toEqual(before);
  });

  test('an index that Neo4j named by itself reads the same in every lane', async () => {
    for (const handle of [one, other]) await handle.owner.run({ cypher: `CREATE INDEX FOR (u:${label(handle)}) ON (u.email)` });
    expect(await one.describe()).toContain('index RANGE User(email)');
    expect(await one.describe()).toEqual(await other.describe());
    for (const handle of [one, other]) {
      const [index] = await handle.owner.lane.cypher(
        'SHOW INDEXES YIELD name, labelsOrTypes WHERE $label IN labelsOrTypes RETURN name',
        { label: label(handle) },
      );
      await handle.owner.run({ cypher: `DROP INDEX ${String(index?.['name'])}` });
    }
  });

  test('the plan is the scan before the key and the seek after it, with its database hits', async () => {
    const scan = await other.owner.plan?.(emailOf(other, 7), true);
    const steps = (node: typeof scan): string[] => (node ? [node.label, ...node.children.flatMap(steps)] : []);
    expect(steps(scan)).toContain('NodeByLabelScan');
    await other.owner.run({ cypher: keyOf(other) });
    const seek = await other.owner.plan?.(emailOf(other, 7), true);
    expect(steps(seek)).toEqual(['ProduceResults', 'Projection', 'NodeUniqueIndexSeek']);
    expect(JSON.stringify(seek)).not.toContain('mhbench');
    const [projection] = seek?.children ?? [];
    expect(projection?.children[0]).toMatchObject({ actualRows: 1, pages: 2, detail: 'UNIQUE u:User(id) WHERE id = $id' });
    await other.owner.run({ cypher: `DROP CONSTRAINT ${other.owner.lane.label('user_id')}` });
  });

  test('explaining a write leaves nothing of it', async () => {
    const write = { cypher: `CREATE (:${label(other)} {id: $id})`, params: { id: -1 } };
    expect(await other.owner.plan?.(write, false)).toMatchObject({ label: 'ProduceResults', pages: null });
    expect(await other.owner.plan?.(write, true)).toMatchObject({ label: 'ProduceResults', pages: 0 });
    expect(await other.owner.run(emailOf(other, -1))).toEqual([]);
  });

  test('whole numbers are integers, moments are dates, and a node is its properties', async () => {
    const at = new Date('2025-01-01T00:00:00Z');
    const [row] = await one.owner.lane.cypher(
      'RETURN valueType($id) AS id, valueType($half) AS half, $at AS at, [1, {a: $id}] AS list',
      { id: 7, half: 0.5, at },
    );
    expect(row).toEqual({ id: 'INTEGER NOT NULL', half: 'FLOAT NOT NULL', at, list: [1, { a: 7 }] });
    const [node] = await other.owner.lane.cypher(`MATCH (u:${label(other)} {id: 7}) RETURN u`);
    const { id, username, email } = data.row('users', 7);
    expect(node).toEqual({ u: { id, username, email } });
  });

  test('a lane of users alone has no edges', async () => {
    const alone = await lane('alone');
    expect(await alone.describe()).toEqual(['label User']);
    await alone.drop();
  });

  test('a dropped lane leaves nothing, not even a key that was not taken back', async () => {
    const doomed = await lane('doomed', ['users', 'businesses']);
    await doomed.owner.run({ cypher: keyOf(doomed) });
    await doomed.drop();
    await using session = await openNeo4j(doomed.address);
    expect(await session.run("CALL db.labels() YIELD label WHERE label ENDS WITH '_mhbench_doomed' RETURN label")).toEqual([]);
    expect(await session.run("MATCH (n) WHERE any(l IN labels(n) WHERE l ENDS WITH '_mhbench_doomed') RETURN n")).toEqual([]);
    expect(await session.run("SHOW INDEXES YIELD name WHERE name ENDS WITH '_mhbench_doomed'")).toEqual([]);
    expect(await session.run("SHOW CONSTRAINTS YIELD name WHERE name ENDS WITH '_mhbench_doomed'")).toEqual([]);
  });

  test('a name that stands already is not taken, and what stands there stays', async () => {
    await expect(lane('one')).rejects.toThrow('holds nodes with Business_mhbench_one, User_mhbench_one already');
    expect(await one.owner.run({ cypher: `MATCH (u:${label(one)}) RETURN count(u) AS users` })).toEqual([
      { users: counts.users },
    ]);
    await expect(lane('a_b')).rejects.toThrow('cannot name a Neo4j lane');
  });

  test('a load that Neo4j holds otherwise than it was sent is refused, and the lane is gone', async () => {
    // Asked again, user 9 is another one than was sent.
    const asked: number[] = [];
    const shifting: Dataset = {
      ...data,
      row: (table, id) => {
        if (id === 9) asked.push(id);
        return { ...data.row(table, id), username: `${id} ${id === 9 ? asked.length : 0}` };
      },
    };
    const broken = { ...services, seed: (target: Parameters<typeof seed>[0]) => seed(target, shifting, ['users']) };
    const request = { name: 'broken', counts, tables: ['users'] as const, servers: {} };
    await expect(neo4j.createLane(request, broken)).rejects.toThrow(
      /another graph than was loaded \(seed 42\): expected users with/,
    );
    await using session = await openNeo4j(one.address);
    expect(await session.run("CALL db.labels() YIELD label WHERE label ENDS WITH '_mhbench_broken' RETURN label")).toEqual([]);
  });

  test('the server says what it is', async () => {
    const { version, settings } = await neo4j.facts(one.address);
    expect(version).toMatch(/^\d+\.\d+\.\d+ (community|enterprise)$/);
    expect(Object.keys(settings).length).toBeGreaterThan(3);
    expect(Object.keys(settings).filter((name) => /director|address/.test(name))).toEqual([]);
    expect(JSON.stringify({ version, settings })).not.toContain(one.address.password);
    expect(settings).toMatchObject({ 'server.bolt.tls_level': 'DISABLED' });
  });

  test('a statement that is not answered ends by its deadline', async () => {
    await using session = await openNeo4j(one.address, { answerTimeoutMs: 2_000 });
    const long = session.run('UNWIND range(1, 2000000000) AS i RETURN count(i) AS n');
    await expect(long).rejects.toThrow('no answer within 2 s');
  });

  test('a server that goes away in the middle of a call gives an error, and so does each call after it', async () => {
    await using way = await wayTo(one.address);
    const connection = await open({ ...one.address, port: way.port });
    const long = connection.run({ cypher: 'UNWIND range(1, 2000000000) AS i RETURN count(i) AS n' });
    await way.busy();
    way.cut();
    await expect(long).rejects.toThrow(/connection|server/i);
    await expect(connection.run({ cypher: 'RETURN 1' })).rejects.toThrow(/connect/i);
    await connection.close();
  });
});

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listening(server: net.Server): Promise<Listening> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A way to the server that can be cut, as a server's death cuts it. */
async function wayTo({ host, port }: { readonly host: string; readonly port: number }) {
  const sockets = new Set<net.Socket>();
  let sent = 0;
  const relay = net.createServer((near) => {
    const far = net.connect(port, host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.on('data', (chunk) => {
      if (chunk.includes('2000000000')) sent += 1;
    });
    near.pipe(far).pipe(near);
  });
  const ways = await listening(relay);
  return {
    ...ways,
    /** Resolves when the long statement is on its way. */
    busy: () => expect.poll(() => sent, { timeout: 60_000 }).toBe(1),
    cut: () => {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
