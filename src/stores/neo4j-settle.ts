/** Neo4j before a comparison: indexes online, the lane's nodes and relationships in the page cache, no plan kept from other questions. */
import { quoted } from './neo4j-names.ts';
import type { Neo4jSession } from './neo4j-session.ts';
import { steps } from './settle.ts';
import type { SettleStep } from './store.ts';

const INDEX_WAIT_SECONDS = 300;

export const settle = (
  session: Neo4jSession,
  lane: string,
  labelsOf: (session: Neo4jSession, lane: string) => Promise<readonly string[]>,
): Promise<readonly SettleStep[]> =>
  steps({
    'CALL db.awaitIndexes': async () => {
      await session.run(`CALL db.awaitIndexes(${INDEX_WAIT_SECONDS})`);
      const [found] = await session.run("SHOW INDEXES YIELD state WHERE state <> 'ONLINE' RETURN count(*) AS waiting");
      return `${found?.['waiting']} indexes not online`;
    },
    'read nodes and relationships': async () => {
      const read: string[] = [];
      for (const label of await labelsOf(session, lane)) {
        const [found] = await session.run(
          `MATCH (n:${quoted(label)}) WITH count(n) AS nodes, sum(size(keys(n))) AS properties
           OPTIONAL MATCH (:${quoted(label)})-[r]->() RETURN nodes, count(r) AS relationships`,
        );
        read.push(`${found?.['nodes']} nodes and ${found?.['relationships']} relationships`);
      }
      return read.length === 0 ? 'none' : read.join(', ');
    },
    'CALL db.clearQueryCaches': async () => {
      const [found] = await session.run('CALL db.clearQueryCaches()');
      return String(found?.['value'] ?? 'cleared');
    },
  });
