import { sumOfStatus } from '../../benches/postgres/sum-of-status.ts';
import { BY_BUSINESS } from '../../benches/postgres/tenant-shards.ts';
import { turnoverOfBusiness, turnoverOfDay } from '../../benches/postgres/turnover-of-business.ts';
import { defineOptimization } from '../../src/define.ts';

/** On one node: what distributing costs a question, not what more machines gain. Nothing is claimed, because no run has shown it yet. */
export default defineOptimization({
  question: 'What does a question cost once Citus has distributed the transactions by tenant?',
  store: 'postgres',
  copies: ['transactions'],
  given: { servers: { postgres: { shared_preload_libraries: 'citus' } } },
  baseline: { name: 'one table', apply: [BY_BUSINESS] },
  candidates: [
    {
      name: 'distributed by business',
      // A key must hold the column by which rows are distributed.
      apply: [
        'ALTER TABLE transactions DROP CONSTRAINT transactions_pkey, ADD PRIMARY KEY (business_id, id)',
        "SELECT create_distributed_table('transactions', 'business_id')",
        BY_BUSINESS,
        'ANALYZE transactions',
      ],
    },
  ],
  gain: { turnoverOfDay, turnoverOfBusiness },
  price: { sumOfStatus },
  claims: [],
  adopt: 'where the data or the writes are too much for one server, and nearly every question names its tenant',
  avoid: 'on one node, where each question pays for the way to a shard and gets nothing for it',
});
