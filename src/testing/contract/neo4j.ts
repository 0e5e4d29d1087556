/** The contract in Neo4j's language. */
import { openNeo4j } from '../../stores/neo4j-session.ts';
import type { Connection } from '../../stores/store.ts';
import type { ServerWords, Words } from './words.ts';

const user = ({ lane }: Connection<'neo4j'>): string => lane.label('User');
const email = async (connection: Connection<'neo4j'>, id: number): Promise<unknown> =>
  (await connection.lane.cypher(`MATCH (u:${user(connection)} {id: $id}) RETURN u.email AS email`, { id }))[0]?.['email'];

const FOREIGN = `MATCH (n) WHERE n:Customer OR n:User_mhbench OR n:User_mhbench_A
  OPTIONAL MATCH (n)-[r]->() RETURN labels(n) AS labels, n.name AS name, count(r) AS edges ORDER BY labels(n), name`;

const server: ServerWords = {
  async ours(address) {
    await using session = await openNeo4j(address);
    const names: string[] = [];
    for (const cypher of [
      "MATCH (n) UNWIND labels(n) AS label WITH DISTINCT label WHERE label =~ '.*_mhbench_[a-z0-9]+' RETURN 'label ' + label AS name",
      "SHOW INDEXES YIELD name WHERE name =~ '.*_mhbench_[a-z0-9]+' RETURN 'index ' + name AS name",
      "SHOW CONSTRAINTS YIELD name WHERE name =~ '.*_mhbench_[a-z0-9]+' RETURN 'constraint ' + name AS name",
    ]) {
      for (const { name } of await session.run(cypher)) names.push(String(name));
    }
    return names.sort();
  },
  async makeForeign(address) {
    await using session = await openNeo4j(address);
    await session.run(
      "CREATE (:Customer {name: 'Ani'})-[:KNOWS]->(:Customer {name: 'Budi'}), (:User_mhbench), (:User_mhbench_A)",
    );
    await session.run('CREATE INDEX customer_name FOR (c:Customer) ON (c.name)');
  },
  async foreign(address) {
    await using session = await openNeo4j(address);
    return [await session.run(FOREIGN), await session.run("SHOW INDEXES YIELD name WHERE name = 'customer_name' RETURN name")];
  },
  found: [/^database: 4 nodes$/, /^label Customer: 2 nodes$/, /^label User_mhbench: 1 node$/, /^label User_mhbench_A: 1 node$/],
};

const TOUCHED = /\bUser: ([\d,]+) nodes, [\d,]+ relationships? from them/;
/** Of what is asked since the plans were cleared; loading asked many more. */
const FEW_PLANS = 3;

const neo4j: Words<'neo4j'> = {
  title: 'neo4j',
  store: 'neo4j',
  tables: ['users'],
  loaded: ({ users }) => ({ table: 'users', rows: users }),
  rows: (connection, data, ids) =>
    Promise.all(ids.map(async (id) => ({ found: await email(connection, id), expected: data.row('users', id)['email'] }))),
  all: (connection) =>
    connection.lane.cypher(`MATCH (u:${user(connection)}) RETURN u.id AS id, u.username AS username ORDER BY id`),
  asked: async ({ lane }, i) => ({ found: await lane.cypher('RETURN $i AS i', { i }), expected: [{ i }] }),
  apply: ({ owner }) =>
    owner.run({ cypher: `CREATE CONSTRAINT ${owner.lane.label('user_id')} FOR (u:${user(owner)}) REQUIRE u.id IS UNIQUE` }),
  undo: ({ owner }) => owner.run({ cypher: `DROP CONSTRAINT ${owner.lane.label('user_id')}` }),
  change: (connection) => connection.lane.cypher(`MATCH (u:${user(connection)} {id: 1}) SET u.email = 'changed'`),
  changed: async (connection) => (await email(connection, 1)) === 'changed',
  typed: {
    statement: (connection) => ({ cypher: `MATCH (u:${user(connection)} {id: $id}) RETURN u.email AS email`, params: { id: 7 } }),
    text: 'MATCH (u:User {id: 7}) RETURN u.email AS email',
    step: 'NodeByLabelScan',
  },
  settled: {
    says: {
      'db.awaitIndexes': /^(\d+) of the lane’s \1 index(es)? online$/,
      'touch of nodes and relationships': TOUCHED,
      'db.clearQueryCaches': /cleared of \d+ quer/,
    },
    async shown(handle, steps, place) {
      const told = TOUCHED.exec(steps.find(({ did }) => did.startsWith('touch'))?.found ?? '')?.[1];
      const [found] = await handle.owner.lane.cypher(`MATCH (u:${user(handle.owner)}) RETURN count(u) AS users`);
      await using session = await openNeo4j(place);
      const [again] = await session.run('CALL db.clearQueryCaches() YIELD value RETURN value');
      const plans = Number(/cleared of (\d+) quer/.exec(String(again?.['value']))?.[1]);
      return [
        { found: told?.replace(',', ''), expected: String(found?.['users']) },
        { found: plans <= FEW_PLANS, expected: true },
      ];
    },
  },
  tellsSize: false,
  version: /^\d+\.\d+\.\d+ (community|enterprise)$/,
  server,
};

export const NEO4J: readonly Words<'neo4j'>[] = [neo4j];
