import { sumsOfBusinesses, sumsOfTypes } from '../../benches/postgres/sums-of-all.ts';
import { overShards } from '../../benches/postgres/tenant-shards.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

const PARTITIONWISE = 'ALTER ROLE CURRENT_USER SET enable_partitionwise_aggregate = on';

/** One row a tenant travels in place of all of its rows: with ten rows a tenant that is little less. */
const ROWS_A_TENANT = 200;

/**
 * Without it each row travels to the coordinator and is added up there. With it a sum by the column that says where a row is becomes part of
 * what the shards are sent, as the Remote SQL of the plan shows. A sum by another column does not: its rows travel as before, and the
 * coordinator adds up each shard's by itself and no longer waits for all of them at once.
 */
export default defineOptimization({
  question: 'What of a sum over all tenants do the shards add up themselves?',
  store: 'postgres',
  copies: ['transactions'],
  given: { servers: { 'postgres-shards': {} } },
  sweep: {
    over: 'rows',
    values: [20_000, 200_000],
    given: (rows) => ({ rows: { transactions: rows, accounts: rows / 20, businesses: rows / ROWS_A_TENANT } }),
  },
  baseline: { name: 'the coordinator adds up', apply: overShards },
  candidates: [
    {
      name: 'each shard adds up',
      async apply(lane: Lane<'postgres'>) {
        await overShards(lane);
        await lane.sql(PARTITIONWISE);
      },
    },
  ],
  gain: { sumsOfBusinesses },
  price: { sumsOfTypes },
  claims: [{ plan: 'GROUP BY' }, { at: 200_000, metric: 'sumsOfBusinesses.p50', timesBetter: { atLeast: 1.3 } }],
  expected: [
    { candidate: 'each shard adds up', metric: 'sumsOfBusinesses.p50', at: 200_000, timesBetter: 2 },
    { candidate: 'each shard adds up', metric: 'sumsOfTypes.p50', timesWorse: 1.6 },
  ],
  adopt: 'for reports that group by the column the shards are divided by: SET enable_partitionwise_aggregate = on before each',
  avoid: 'for the whole server: sums by another column send all their rows as before, one shard after the other',
});
