/** How a Neo4j lane is settled: indexes online, its nodes and relationships read once, no plan of before in the server. */
import { hostPort } from '../host-port.ts';
import { bare, quoted } from './neo4j-names.ts';
import { type Neo4jSession, openNeo4j } from './neo4j-session.ts';
import { leftOut, step, stepsOf } from './settle.ts';
import { amount } from './standing.ts';
import type { Address, LaneServices, SettleStep } from './store.ts';

const INDEX_WAIT_SECONDS = 60;

/** The servers whose plans were cleared, by whoever started them: a port may be another server's in another run. */
const cleared = new WeakMap<LaneServices, Set<string>>();

interface SettledLane {
  readonly address: Address;
  readonly schema: string;
  readonly services: LaneServices;
  readonly labels: (session: Neo4jSession) => Promise<readonly string[]>;
}

/** To be called before each comparison. What was read once stays in the page cache, so only the first call reads all of it. */
export function settlerOf(lane: SettledLane): () => Promise<readonly SettleStep[]> {
  const { address, schema, labels } = lane;
  let touched = false;
  return () =>
    stepsOf(async () => {
      await using session = await openNeo4j(address);
      const indexes = await step('db.awaitIndexes', () => awaitIndexes(session, schema));
      const pages = await step('touch of nodes and relationships', async () => {
        const names = await labels(session);
        return touched ? `done before; now ${await countAll(session, schema, names)}` : await touchAll(session, schema, names);
      });
      touched = true;
      return [indexes, pages, await clearPlans(session, lane)];
    });
}

async function awaitIndexes(session: Neo4jSession, schema: string): Promise<string> {
  await session.run(`CALL db.awaitIndexes(${INDEX_WAIT_SECONDS})`);
  const rows = await session.run(
    'SHOW INDEXES YIELD state, labelsOrTypes WHERE any(each IN labelsOrTypes WHERE each ENDS WITH $ending) RETURN state',
    { ending: `_${schema}` },
  );
  const online = rows.filter(({ state }) => state === 'ONLINE').length;
  return `${online} of the lane’s ${amount(rows.length, 'index').replace(/indexs$/, 'indexes')} online`;
}

/** By their own labels: the database holds other lanes too. Asking for keys reads every chain of properties. */
async function touchAll(session: Neo4jSession, schema: string, labels: readonly string[]): Promise<string> {
  const told: string[] = [];
  for (const label of labels) {
    const [found] = await session.run(
      `MATCH (n:${quoted(label)}) OPTIONAL MATCH (n)-[r]->()
       RETURN count(DISTINCT n) AS nodes, count(r) AS relationships, sum(size(keys(n))) + sum(size(keys(r))) AS properties`,
    );
    const relationships = amount(Number(found?.['relationships']), 'relationship');
    told.push(`${bare(schema, label)}: ${amount(Number(found?.['nodes']), 'node')}, ${relationships} from them`);
  }
  return told.length === 0 ? 'the lane has no nodes' : told.join('; ');
}

async function countAll(session: Neo4jSession, schema: string, labels: readonly string[]): Promise<string> {
  const told: string[] = [];
  for (const label of labels) {
    const [found] = await session.run(`MATCH (n:${quoted(label)}) RETURN count(n) AS nodes`);
    told.push(`${bare(schema, label)}: ${amount(Number(found?.['nodes']), 'node')}`);
  }
  return told.join('; ');
}

/** Once a server: plans are of all lanes, and those compiled since are what is to be measured. */
async function clearPlans(session: Neo4jSession, { address, services }: SettledLane): Promise<SettleStep> {
  const did = 'db.clearQueryCaches';
  if (address.attached) return leftOut(did, 'the plans are of all who use it');
  const servers = cleared.get(services) ?? new Set<string>();
  cleared.set(services, servers);
  const server = hostPort(address);
  if (servers.has(server)) return { did, found: 'done before on this server' };
  return await step(did, async () => {
    const [found] = await session.run('CALL db.clearQueryCaches() YIELD value RETURN value');
    servers.add(server);
    return String(found?.['value']);
  });
}
