/** The plan that a measured call gets: a prepared statement is explained as prepared, after PostgreSQL has settled on its kind of plan. */

import type { PlanNode } from '../experiment/record.ts';
import type { Sql } from './postgres.ts';
import { planOf, utilityPlan } from './postgres-plan.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import { hasShards } from './postgres-shards.ts';
import { boundText } from './postgres-text.ts';
import type { Address } from './store.ts';

/** PostgreSQL plans the first five executions for their values and then compares with a plan for any values. EXPLAIN counts as one. */
const CUSTOM_PLANS = 5;
const EXPLAINABLE = /^[\s(]*(?:--[^\n]*\n\s*)*(?:select|insert|update|delete|merge|values|with|table)\b/i;

/** Runs in a session of its own, as the lane's role, directly: through a pooler the same plan comes. `analyze` runs the statement and takes it back. */
export async function explain(
  address: Address,
  { statement, analyze, named }: { readonly statement: Sql; readonly analyze: boolean; readonly named: boolean },
): Promise<PlanNode> {
  const text = typeof statement === 'string' ? statement : statement.sql;
  if (!EXPLAINABLE.test(text)) return utilityPlan(text);
  // VERBOSE is what tells the statement that a shard is sent.
  const shown = `FORMAT JSON, SETTINGS${hasShards(address) ? ', VERBOSE' : ''}`;
  const how = analyze ? `${shown}, ANALYZE, BUFFERS, WAL, TIMING ON` : shown;
  await using session = await openSession(address);
  await session.run('BEGIN');
  try {
    if (typeof statement === 'string') return planOf(await session.run(`EXPLAIN (${how}) ${statement}`), []);
    return await prepared(session, statement, { how, rehearsals: named ? CUSTOM_PLANS : 0 });
  } finally {
    // The session ends here, which takes it back as well; why it could not be explained is the error to tell.
    await session.run('ROLLBACK').catch(() => undefined);
  }
}

/** Values are given as text, whose type the statement decides: that is how the driver binds them. */
async function prepared(
  session: PostgresSession,
  { sql, params }: Exclude<Sql, string>,
  { how, rehearsals }: { readonly how: string; readonly rehearsals: number },
): Promise<PlanNode> {
  await session.run(`PREPARE measured AS ${sql}`);
  const execute = params.length === 0 ? 'EXECUTE measured' : `EXECUTE measured(${params.map(boundText).join(', ')})`;
  for (let i = 0; i < rehearsals; i += 1) await session.run(`EXPLAIN ${execute}`);
  const plan = await session.run(`EXPLAIN (${how}) ${execute}`);
  const [counts] = await session.run("SELECT generic_plans > 0 AS generic FROM pg_prepared_statements WHERE name = 'measured'");
  return planOf(plan, [
    counts?.['generic'] === true ? 'Prepared: one plan for any values' : 'Prepared: planned for these values',
  ]);
}
