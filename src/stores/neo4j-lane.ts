/** A Neo4j lane: nodes whose labels end in the lane's name, in the one database that the Community edition has. */
import { ServerError } from '../errors.ts';
import { OURS } from './names.ts';
import { connect } from './neo4j-connection.ts';
import { bare, LANE_NAME, quoted } from './neo4j-names.ts';
import { type Neo4jSession, openNeo4j } from './neo4j-session.ts';
import { settlerOf } from './neo4j-settle.ts';
import type { Address, LaneHandle, LaneRequest, LaneServices } from './store.ts';

const NODES_A_TRANSACTION = 10_000;
const INDEX_WAIT_SECONDS = 300;

/** Makes the lane, loaded. When anything fails, nothing of it stays. */
export async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'neo4j'>> {
  const { name, counts, tables } = request;
  if (!LANE_NAME.test(name)) throw new RangeError(`"${name}" cannot name a Neo4j lane: ${LANE_NAME}`);
  const server = await services.server('neo4j', { settings: request.servers['neo4j'] ?? {} });
  const schema = `${OURS}_${name}`;
  const address = { ...server, schema, counts };
  await refuseNodes(address, schema);
  try {
    if (tables.length > 0) await services.seed(address, counts, tables);
    const owner = await connect(address, { client: {}, clients: 1 });
    return {
      name,
      address,
      owner,
      describe: () => within(address, (session) => structureOf(session, schema)),
      // Neo4j Community counts nodes and not their bytes, and its files hold all lanes together.
      size: () => Promise.resolve(null),
      settle: settlerOf({ address, schema, services, labels: (session) => labelsOf(session, schema) }),
      drop: () => owner.close().then(() => within(address, (session) => dropLane(session, schema))),
    };
  } catch (error) {
    await within(address, (session) => dropLane(session, schema)).catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

async function within<T>(address: Address, work: (session: Neo4jSession) => Promise<T>): Promise<T> {
  await using session = await openNeo4j(address);
  return await work(session);
}

/** A lane ends with the deletion of everything that has its labels, so it must not begin where somebody has them already. */
async function refuseNodes(address: Address, lane: string): Promise<void> {
  const labels = await within(address, (session) => labelsOf(session, lane));
  if (labels.length === 0) return;
  throw new ServerError(
    `the neo4j on ${address.host}:${address.port} holds nodes with ${labels.join(', ')} already, so no lane is made there`,
    { hint: 'give an empty server; nothing was changed on this one' },
  );
}

const namesOf = async (session: Neo4jSession, cypher: string, params = {}): Promise<readonly string[]> =>
  (await session.run(cypher, params)).map(({ name }) => String(name));

/** Labels that nodes have now. */
export const labelsOf = (session: Neo4jSession, lane: string): Promise<readonly string[]> =>
  namesOf(session, 'CALL db.labels() YIELD label WHERE label ENDS WITH $ending RETURN label AS name ORDER BY name', {
    ending: `_${lane}`,
  });

const OF_LANE = 'any(each IN labelsOrTypes WHERE each ENDS WITH $ending) OR name ENDS WITH $ending';
const INDEXES = `SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state, owningConstraint WHERE ${OF_LANE}
  RETURN name, 'index ' + type + ' ' + reduce(text = '', each IN labelsOrTypes | text + each) AS what, properties, state, owningConstraint`;
const CONSTRAINTS = `SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties WHERE ${OF_LANE}
  RETURN name, 'constraint ' + type + ' ' + reduce(text = '', each IN labelsOrTypes | text + each) AS what, properties, 'ONLINE' AS state`;
/** A name that Neo4j gave is a hash of the lane's label too, so it says nothing. */
const GIVEN_BY_NEO4J = /^(index|constraint)_[0-9a-f]+$/;

/** Which labels there are and what leads from them, indexes and constraints: how many nodes there are is not structure. */
export async function structureOf(session: Neo4jSession, lane: string): Promise<readonly string[]> {
  await session.run(`CALL db.awaitIndexes(${INDEX_WAIT_SECONDS})`);
  const kept = { ending: `_${lane}` };
  const schema = [...(await session.run(INDEXES, kept)), ...(await session.run(CONSTRAINTS, kept))].map(
    ({ name, what, properties, state }) => {
      const own = GIVEN_BY_NEO4J.test(String(name)) ? '' : ` named ${String(name)}`;
      return `${String(what)}(${[properties].flat().join(', ')})${own}${state === 'ONLINE' ? '' : ` ${String(state)}`}`;
    },
  );
  const labels = await labelsOf(session, lane);
  const lines = [...labels.map((label) => `label ${label}`), ...(await relationshipsOf(session, labels)), ...schema];
  return lines.map((line) => bare(lane, line)).sort();
}

/** Neo4j keeps count of relationships by label and type, so each question costs no reading. */
async function relationshipsOf(session: Neo4jSession, labels: readonly string[]): Promise<readonly string[]> {
  const types = await namesOf(session, 'CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS name');
  const lines: string[] = [];
  for (const label of labels) {
    for (const type of types) {
      const [found] = await session.run(`MATCH (:${quoted(label)})-[r:${quoted(type)}]->() RETURN count(r) > 0 AS some`);
      if (found?.['some'] === true) lines.push(`relationship ${label} ${type}`);
    }
  }
  return lines;
}

/** Constraints and indexes first: nodes go faster without them. */
export async function dropLane(session: Neo4jSession, lane: string): Promise<void> {
  const ending = { ending: `_${lane}` };
  const constraints = await namesOf(session, `SHOW CONSTRAINTS YIELD name, labelsOrTypes WHERE ${OF_LANE} RETURN name`, ending);
  for (const name of constraints) await session.run(`DROP CONSTRAINT ${quoted(name)}`);
  const indexes = await namesOf(session, `SHOW INDEXES YIELD name, labelsOrTypes WHERE ${OF_LANE} RETURN name`, ending);
  for (const name of indexes) await session.run(`DROP INDEX ${quoted(name)}`);
  for (const label of await labelsOf(session, lane)) {
    await session.run(`MATCH (n:${quoted(label)}) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF ${NODES_A_TRANSACTION} ROWS`);
  }
}
