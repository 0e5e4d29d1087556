import { jumpToPage, transactionsPage } from '../../benches/postgres/transactions-page.ts';
import { defineOptimization } from '../../src/define.ts';

const nextPage = `SELECT id, account_id, amount, created_at FROM transactions
  WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 20`;
const firstPage = 'SELECT id, account_id, amount, created_at FROM transactions ORDER BY created_at DESC, id DESC LIMIT 20';
const index = ['CREATE INDEX newest ON transactions (created_at, id)', 'VACUUM ANALYZE transactions'];

/** Both variants have the index that the order needs: what differs is how a page is found. */
export default defineOptimization({
  question: 'How deep must a list be before OFFSET costs more than a cursor?',
  store: 'postgres',
  showcase: 'keyset',
  copies: ['transactions'],
  sweep: {
    over: 'depth',
    values: [100, 10_000, 100_000, 1_000_000],
    given: (depth) => ({ needs: { transactions: depth + 1_000 }, question: { depth } }),
  },
  baseline: { name: 'OFFSET', apply: index },
  candidates: [
    {
      name: 'keyset',
      apply: index,
      answers: {
        transactionsPage: ({ seenAt, seenId }) => ({ sql: nextPage, params: [seenAt, seenId] }),
        jumpToPage: async ({ page }, lane) => {
          let rows = await lane.sql(firstPage);
          for (let read = 1; read < page; read++) {
            const last = rows.at(-1);
            rows = await lane.sql(nextPage, [last?.['created_at'], last?.['id']]);
          }
          return rows;
        },
      },
    },
  ],
  gain: { transactionsPage },
  price: { jumpToPage },
  claims: [{ metric: 'transactionsPage.p50', at: 100_000, timesBetter: { atLeast: 10 } }],
  expected: [
    { candidate: 'keyset', metric: 'transactionsPage.p50', at: 10_000, timesBetter: 4.5 },
    { candidate: 'keyset', metric: 'transactionsPage.p50', at: 100_000, timesBetter: 53 },
    {
      candidate: 'keyset',
      metric: 'transactionsPage.p50',
      at: 1_000_000,
      timesBetter: 104,
      because:
        'a page by the cursor takes 0.2 ms here and took 1.2 ms by hand, while OFFSET took 127 ms there and takes 79 ms here',
    },
  ],
  adopt: 'for feeds, exports and every list that is read page after page',
  avoid: 'where a reader must jump to page N: a cursor walks there',
});
