import { correctAmount } from '../../benches/postgres/correct-amount.ts';
import { transactionsIndexBytes } from '../../benches/postgres/transactions-index-bytes.ts';
import { turnoverOfBusiness } from '../../benches/postgres/turnover-of-business.ts';
import { defineOptimization } from '../../src/define.ts';

const covering = 'CREATE INDEX turnover ON transactions (business_id, created_at) INCLUDE (amount)';

/** Widen the index so that the sum is answered without touching the table. */
export default defineOptimization({
  question: 'Is a wider index worth it when a query reads one more column?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: {
    name: 'plain index',
    apply: ['CREATE INDEX turnover ON transactions (business_id, created_at)', 'VACUUM ANALYZE transactions'],
  },
  candidates: [
    { name: 'covering', apply: [covering, 'VACUUM ANALYZE transactions'], undo: ['DROP INDEX turnover'] },
    {
      name: 'covering, 5 % updated since',
      apply: [covering, 'VACUUM ANALYZE transactions', 'UPDATE transactions SET status = status WHERE id % 20 = 0'],
    },
  ],
  gain: { turnoverOfBusiness },
  price: { correctAmount, indexBytes: transactionsIndexBytes },
  claims: [
    { candidate: 'covering', metric: 'turnoverOfBusiness.p50', timesBetter: { atLeast: 2 } },
    { candidate: 'covering', plan: 'Index Only Scan' },
    { candidate: 'covering', metric: 'indexBytes', timesWorse: { atMost: 2 } },
  ],
  expected: [
    { candidate: 'covering', metric: 'turnoverOfBusiness.p50', timesBetter: 7.1 },
    { candidate: 'covering, 5 % updated since', metric: 'turnoverOfBusiness.p50', timesBetter: 1.24 },
    { candidate: 'covering', metric: 'indexBytes', timesWorse: 1.57 },
  ],
  adopt: 'when reads sum a narrow column over many rows and the table is vacuumed often',
  avoid: 'when the included column is updated often: such updates are no longer heap-only',
});
