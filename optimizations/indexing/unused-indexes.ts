import { latestOfAccount } from '../../benches/postgres/latest-of-account.ts';
import { recordTransactions } from '../../benches/postgres/record-transactions.ts';
import { transactionsIndexBytes } from '../../benches/postgres/transactions-index-bytes.ts';
import { defineOptimization } from '../../src/define.ts';

/** The first is the one that the reader below needs. */
const INDEXES = [
  '(account_id, created_at DESC)',
  '(business_id)',
  '(created_at)',
  '(amount)',
  '(type)',
  '(status)',
  "((metadata ->> 'campaign'))",
  '(description)',
];
const first = (count: number) => [
  ...INDEXES.slice(0, count).map((columns, i) => `CREATE INDEX i${i + 1} ON transactions ${columns}`),
  'VACUUM ANALYZE transactions',
];

/** Batches, because the commit and the trip of a single row hide what its indexes cost. */
export default defineOptimization({
  question: 'What does it give to drop indexes that no query reads?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: { name: '8 indexes', apply: first(8) },
  candidates: [
    { name: '4 indexes', apply: first(4) },
    { name: 'the one that is read', apply: first(1) },
  ],
  gain: { recordTransactions },
  price: { latestOfAccount, indexBytes: transactionsIndexBytes },
  claims: [
    { candidate: 'the one that is read', metric: 'recordTransactions.p50', timesBetter: { atLeast: 1.5 } },
    { candidate: 'the one that is read', metric: 'recordTransactions.walBytes', timesBetter: { atLeast: 1.5 } },
    { candidate: 'the one that is read', metric: 'indexBytes', timesBetter: { atLeast: 2 } },
  ],
  expected: [
    { candidate: '4 indexes', metric: 'recordTransactions.p50', timesBetter: 1.9 },
    { candidate: '4 indexes', metric: 'recordTransactions.walBytes', timesBetter: 2.2 },
    { candidate: 'the one that is read', metric: 'recordTransactions.p50', timesBetter: 5.4 },
  ],
  adopt: 'for every index with idx_scan = 0 over a full business cycle that is neither a key nor a constraint',
  avoid: 'before the counters have seen month-end and every replica: an index may serve a report of four times a year',
});
