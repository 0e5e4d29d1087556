/** Neo4j as a server that may have been there before: whether it answers, what stands in its database, and how what is ours is taken away. */
import { answered } from './deadline.ts';
import { MARKER_TEXT } from './names.ts';
import { dropLane } from './neo4j-lane.ts';
import { MARKER_LABEL, OUR_ENDING, quoted } from './neo4j-names.ts';
import { type Neo4jSession, openNeo4j } from './neo4j-session.ts';
import { amount, standing } from './standing.ts';
import type { Guest, Store } from './store.ts';

export const ping: Store['ping'] = (address, { timeoutMs }) =>
  answered('neo4j', address, {
    timeoutMs,
    // Connecting asks a question already.
    async ask() {
      await using _session = await openNeo4j(address, { connectTimeoutMs: timeoutMs });
    },
  });

/** Where a lane's ending may stand: a run that died may have left any of them. */
const NAMES = [
  'CALL db.labels() YIELD label RETURN [label] AS names',
  'SHOW INDEXES YIELD name, labelsOrTypes RETURN [name] + coalesce(labelsOrTypes, []) AS names',
  'SHOW CONSTRAINTS YIELD name, labelsOrTypes RETURN [name] + coalesce(labelsOrTypes, []) AS names',
];

export const reset: Store['reset'] = async (address) => {
  await using session = await openNeo4j(address);
  const endings = new Set<string>();
  for (const cypher of NAMES) {
    const names = (await session.run(cypher)).flatMap((row) => row['names']).map(String);
    for (const name of names) {
      const ending = OUR_ENDING.exec(name)?.[1];
      if (ending !== undefined) endings.add(ending);
    }
  }
  for (const ending of endings) await dropLane(session, ending);
};

const numberOf = async (session: Neo4jSession, cypher: string): Promise<number> =>
  Number((await session.run(cypher))[0]?.['count']);

/** Neo4j keeps these counts, so asking for them reads no node. */
async function found(session: Neo4jSession, marked: boolean): Promise<readonly string[]> {
  const nodes = (await numberOf(session, 'MATCH (n) RETURN count(n) AS count')) - (marked ? 1 : 0);
  if (nodes === 0) return [];
  const counts: [string, number][] = [];
  for (const { label } of await session.run('CALL db.labels() YIELD label RETURN label')) {
    if (label === MARKER_LABEL) continue;
    counts.push([String(label), await numberOf(session, `MATCH (n:${quoted(String(label))}) RETURN count(n) AS count`)]);
  }
  counts.sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1));
  return [
    `database: ${amount(nodes, 'node')}`,
    ...counts.filter(([, count]) => count > 0).map(([label, count]) => `label ${label}: ${amount(count, 'node')}`),
  ];
}

export const guest: Guest = {
  async inspect(address) {
    await using session = await openNeo4j(address);
    const marked = (await numberOf(session, `MATCH (n:${MARKER_LABEL}) RETURN count(n) AS count`)) > 0;
    return standing(marked, await found(session, marked));
  },
  async mark(address) {
    await using session = await openNeo4j(address);
    await session.run(`MERGE (n:${MARKER_LABEL}) SET n += $properties`, { properties: JSON.parse(MARKER_TEXT) });
  },
  async unmark(address) {
    await using session = await openNeo4j(address);
    await session.run(`MATCH (n:${MARKER_LABEL}) DETACH DELETE n`);
  },
};
