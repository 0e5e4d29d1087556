import { sumOfStatus } from '../../benches/postgres/sum-of-status.ts';
import { transactionDetails } from '../../benches/postgres/transaction-details.ts';
import { userByKeptConnection } from '../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../src/define.ts';

const indexed = ['CREATE INDEX by_status ON transactions (status)', 'VACUUM ANALYZE transactions'];

/** After five executions PostgreSQL may keep one plan for all values: that saves planning, and is the price where values differ. */
export default defineOptimization({
  question: 'What does it give to prepare a statement once a connection, and when does the kept plan hurt?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: { name: 'planned at each call', apply: indexed, client: { named: false } },
  candidates: [{ name: 'prepared once', apply: indexed, client: { named: true } }],
  gain: { transactionDetails, userByKeptConnection },
  price: { sumOfStatus },
  claims: [
    { metric: 'transactionDetails.p50', timesBetter: { atLeast: 2 } },
    { metric: 'userByKeptConnection.p50', timesBetter: { atLeast: 1.05 } },
  ],
  expected: [
    { candidate: 'prepared once', metric: 'transactionDetails.p50', timesBetter: 5.4 },
    { candidate: 'prepared once', metric: 'userByKeptConnection.p50', timesBetter: 1.5 },
  ],
  adopt: 'for statements that one connection repeats, the more so the more tables they join',
  avoid:
    'where values are skewed and the plan depends on them (plan_cache_mode = force_custom_plan for such a role), and behind a transaction pooler that knows no prepared statements',
});
