/** What Neo4j says of itself: settings as they are in force, never as they were asked for. */
import { type Neo4jSession, openNeo4j } from './neo4j-session.ts';
import type { Address, Facts } from './store.ts';

/** Where files lie and how it is reached is nobody's business in a report. */
const PRIVATE = /(director(y|ies)|_address$|_port$|_path$|passw|secret|\.home$)/;

/** The settings that somebody set, the version and the edition. */
export async function facts(address: Address): Promise<Facts> {
  await using session = await openNeo4j(address);
  const rows = await session.run('SHOW SETTINGS YIELD name, value, isExplicitlySet WHERE isExplicitlySet RETURN name, value');
  const set = rows.map(({ name, value }): [string, string] => [String(name), String(value)]);
  return { version: await versionOf(session), settings: Object.fromEntries(set.filter(([name]) => !PRIVATE.test(name)).sort()) };
}

/** `5.26.30 community`: the edition decides what there is. */
async function versionOf(session: Neo4jSession): Promise<string> {
  const [kernel] = await session.run(
    "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0] + ' ' + edition AS version",
  );
  return String(kernel?.['version']);
}
