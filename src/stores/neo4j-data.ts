/** The data set that stays in a Neo4j: labels with an ending that no lane has, and the manifest as a node. */
import { OURS } from './names.ts';
import { dropLane, labelsOf, structureOf } from './neo4j-lane.ts';
import { quoted } from './neo4j-names.ts';
import { type Neo4jSession, openNeo4j } from './neo4j-session.ts';
import type { Address, DataPlace } from './store.ts';

/** A lane's ending is `mhbench_` and its name: all of these are dropped by a reset. */
const ENDING = `${OURS}data`;
const MANIFEST = 'MhbenchManifest';

export async function data(address: Address): Promise<DataPlace> {
  const within = async <T>(work: (session: Neo4jSession) => Promise<T>): Promise<T> => {
    await using session = await openNeo4j(address);
    return await work(session);
  };
  return {
    name: `labels …_${ENDING}`,
    target: () => Promise.resolve({ ...address, schema: ENDING }),
    manifest: () =>
      within(async (session) => {
        const [found] = await session.run(`MATCH (n:${MANIFEST}) RETURN n.text AS text`);
        return found === undefined ? null : String(found['text']);
      }),
    look: () =>
      within(async (session) => {
        const lines = [...(await structureOf(session, ENDING)), ...(await countsOf(session))];
        return lines.sort();
      }),
    clear: () =>
      within(async (session) => {
        await session.run(`MATCH (n:${MANIFEST}) DELETE n`);
        await dropLane(session, ENDING);
      }),
    writeManifest: (text) => within(async (session) => void (await session.run(`CREATE (:${MANIFEST} {text: $text})`, { text }))),
  };
}

/** Neo4j keeps these counts, so asking for them reads no node. */
async function countsOf(session: Neo4jSession): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const label of await labelsOf(session, ENDING)) {
    const [nodes] = await session.run(`MATCH (n:${quoted(label)}) RETURN count(n) AS count`);
    const [edges] = await session.run(`MATCH (:${quoted(label)})-[r]->() RETURN count(r) AS count`);
    lines.push(`${label}: ${nodes?.['count']} nodes, ${edges?.['count']} relationships`);
  }
  return lines;
}
