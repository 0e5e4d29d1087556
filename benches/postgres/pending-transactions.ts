import { defineBench } from '../../src/define.ts';

/** One transaction in a hundred is pending. */
export const pendingTransactions = defineBench({
  store: 'postgres',
  description: 'The 50 latest transactions that are pending before a moment',
  ask: (pick) => ({ before: pick.daysAgo(pick.between(0, 90)) }),
  answer: ({ before }) => ({
    sql: `SELECT id, account_id, amount, created_at FROM transactions
          WHERE status = 'pending' AND created_at < $1 ORDER BY created_at DESC, id DESC LIMIT 50`,
    params: [before],
  }),
});
