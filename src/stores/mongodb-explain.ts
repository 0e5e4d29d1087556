/** The plan that a measured command gets, as `explain` tells it. A command that writes is explained and never run. */
import type { PlanNode } from '../experiment/record.ts';
import { identityOf } from './mongodb-facts.ts';
import { planOf, unplanned } from './mongodb-plan.ts';
import { complete, type Document, type MongoSession, nameOf } from './mongodb-session.ts';

const READS = ['find', 'aggregate', 'count', 'distinct'];
const WRITES = ['update', 'delete', 'findAndModify', 'findandmodify'];

export async function explain(session: MongoSession, command: Document, analyze: boolean): Promise<PlanNode> {
  const name = nameOf(command);
  if (!READS.includes(name) && !WRITES.includes(name)) return unplanned(name, 'MongoDB makes no plan for this command');
  const { standsInFor } = await identityOf(session);
  // It answers with the scan of a collection, whatever the filter of the write is.
  if (standsInFor !== null && WRITES.includes(name)) return unplanned(name, 'SecantusDB does not explain writes');
  const verbosity = analyze ? 'executionStats' : 'queryPlanner';
  return planOf(await session.reply({ explain: complete(command), verbosity }));
}
