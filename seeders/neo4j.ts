/** Loads users and businesses into a lane's labels, the same as in PostgreSQL, and where both are wanted the edges between them. Read back whole. */
import { createHash } from 'node:crypto';
import type { TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import { named, quoted } from '../src/stores/neo4j-names.ts';
import { type Neo4jSession, openNeo4j, type Rows } from '../src/stores/neo4j-session.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import type { Dataset } from './domain.ts';
import { followsOf, interestsOf } from './follows.ts';

/** Users a transaction, with about five edges each. */
const NODES_A_BATCH = 2_000;
const INDEX_WAIT_SECONDS = 120;

type Loaded = LoadReport['tables'][number];
interface Load {
  readonly session: Neo4jSession;
  readonly data: Dataset;
  readonly label: (name: string) => string;
  readonly signal: AbortSignal | undefined;
}

/** The tables that have nodes: their label, and what a node shows. No password among it. */
const NODES = {
  users: { label: 'User', properties: ['id', 'username', 'email'] },
  businesses: { label: 'Business', properties: ['id', 'name', 'category', 'city'] },
} as const;
type NodeTable = keyof typeof NODES;

/** Edges from users. They take most of the time of a load, so a lane that wants users alone is spared them. */
const EDGES = [
  { type: 'FOLLOWS', table: 'users', name: 'follows', of: followsOf },
  { type: 'INTERESTED_IN', table: 'businesses', name: 'interests', of: interestsOf },
] as const;
type Edge = (typeof EDGES)[number];

/** Indexes by id stand while it loads and reads back; the lane begins without any. */
export async function seed(
  target: Address,
  data: Dataset,
  tables: readonly TableName[],
  signal?: AbortSignal,
): Promise<LoadReport> {
  const started = performance.now();
  await using session = await openNeo4j(target);
  const load: Load = { session, data, label: (name) => named(target.schema, name), signal };
  const wanted = (['users', 'businesses'] as const).filter((table) => tables.includes(table));
  const edges = wanted.length === 2 ? EDGES : [];
  const loaded: Loaded[] = [];
  for (const table of wanted) await sendNodes(load, table);
  for (const table of wanted) await addIndex(load, table);
  for (const edge of edges) await sendEdges(load, edge);
  for (const table of wanted) loaded.push(await provenNodes(load, table));
  for (const edge of edges) loaded.push(await provenEdges(load, edge));
  for (const table of wanted) await session.run(`DROP INDEX ${indexName(load, table)}`);
  const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
  return { tables: loaded, rows, seconds: (performance.now() - started) / 1000 };
}

const labelOf = ({ label }: Load, table: NodeTable): string => quoted(label(NODES[table].label));
const indexName = ({ label }: Load, table: NodeTable): string => quoted(label(`load_${table}`));

/** Ids from `first` to below `end`, batch by batch. */
function* batches({ signal }: Load, count: number): Generator<{ readonly first: number; readonly end: number }> {
  for (let first = 1; first <= count; first += NODES_A_BATCH) {
    signal?.throwIfAborted();
    yield { first, end: Math.min(first + NODES_A_BATCH, count + 1) };
  }
}
const idsOf = ({ first, end }: { first: number; end: number }): number[] =>
  Array.from({ length: end - first }, (_, i) => first + i);

const nodeOf = (data: Dataset, table: NodeTable, id: number): unknown[] => {
  const row = data.row(table, id);
  return NODES[table].properties.map((property) => row[property]);
};

async function sendNodes(load: Load, table: NodeTable): Promise<void> {
  const { session, data } = load;
  const set = NODES[table].properties.map((property, i) => `${property}: row[${i}]`).join(', ');
  for (const batch of batches(load, data.counts[table])) {
    const rows = idsOf(batch).map((id) => nodeOf(data, table, id));
    await session.run(`UNWIND $rows AS row CREATE (:${labelOf(load, table)} {${set}})`, { rows });
  }
}

async function addIndex(load: Load, table: NodeTable): Promise<void> {
  await load.session.run(`CREATE INDEX ${indexName(load, table)} FOR (n:${labelOf(load, table)}) ON (n.id)`);
  await load.session.run(`CALL db.awaitIndexes(${INDEX_WAIT_SECONDS})`);
}

async function sendEdges(load: Load, { type, table, of }: Edge): Promise<void> {
  const { session, data } = load;
  for (const batch of batches(load, data.counts.users)) {
    const rows = idsOf(batch).map((id) => [id, of(data, id)]);
    await session.run(
      `UNWIND $rows AS row MATCH (u:${labelOf(load, 'users')} {id: row[0]})
       UNWIND row[1] AS to MATCH (other:${labelOf(load, table)} {id: to}) CREATE (u)-[:${type}]->(other)`,
      { rows },
    );
  }
}

/** One text for what was sent and what came back. */
const line = (values: readonly unknown[]): string => `${JSON.stringify(values)}\n`;

async function provenNodes(load: Load, table: NodeTable): Promise<Loaded> {
  const { session, data } = load;
  const { properties } = NODES[table];
  const columns = properties.map((property) => `n.${property} AS ${property}`).join(', ');
  return proven(load, table, {
    count: data.counts[table],
    expected: (id) => [nodeOf(data, table, id)],
    found: (batch) =>
      session.run(`MATCH (n:${labelOf(load, table)}) WHERE $first <= n.id < $end RETURN ${columns} ORDER BY n.id`, batch),
    total: `MATCH (n:${labelOf(load, table)}) RETURN count(n) AS rows`,
  });
}

async function provenEdges(load: Load, { type, table, name, of }: Edge): Promise<Loaded> {
  const { session, data } = load;
  const pattern = `(u:${labelOf(load, 'users')})-[r:${type}]->`;
  return proven(load, name, {
    count: data.counts.users,
    expected: (id) => of(data, id).map((other) => [id, other]),
    found: (batch) =>
      session.run(
        `MATCH ${pattern}(other:${labelOf(load, table)}) WHERE $first <= u.id < $end RETURN u.id AS id, other.id AS other ORDER BY id, other`,
        batch,
      ),
    total: `MATCH ${pattern}() RETURN count(r) AS rows`,
  });
}

interface Proof {
  readonly count: number;
  /** What was sent for an id, in order. */
  readonly expected: (id: number) => readonly (readonly unknown[])[];
  readonly found: (batch: { readonly first: number; readonly end: number }) => Promise<Rows>;
  /** Counts without regard to ids, so that what has none or too large a one is not overlooked. */
  readonly total: string;
}

/** Reads everything again in the order of the ids, and compares digests and counts. */
async function proven(load: Load, table: string, proof: Proof): Promise<Loaded> {
  const { session, data } = load;
  const [sent, read] = [createHash('sha256'), createHash('sha256')];
  let wanted = 0;
  for (const batch of batches(load, proof.count)) {
    for (const values of idsOf(batch).flatMap(proof.expected)) {
      sent.update(line(values));
      wanted += 1;
    }
    for (const row of await proof.found(batch)) read.update(line(Object.values(row)));
  }
  const [counted] = await session.run(proof.total);
  const rows = Number(counted?.['rows']);
  if (rows !== wanted) throw unlike(data, `${wanted} of ${table}`, String(rows));
  const [expected, digest] = [sent.digest('hex'), read.digest('hex')];
  if (digest !== expected) throw unlike(data, `${table} with SHA-256 ${expected}`, digest);
  return { table, rows, digest, bytes: null };
}

const unlike = (data: Dataset, expected: string, found: string): ServerError =>
  new ServerError(`neo4j holds another graph than was loaded (seed ${data.seed}): expected ${expected}, found ${found}`, {
    hint: 'the lane must be empty before a load',
  });
