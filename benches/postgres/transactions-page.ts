import { defineBench } from '../../src/define.ts';

/** Pages of 20, newest first, at a depth that the sweep sets. The reader knows how many rows lie before and the last one seen. */
export const transactionsPage = defineBench({
  store: 'postgres',
  description: 'The next page of 20 transactions, newest first',
  ask: (pick) => {
    const depth = pick.given('depth', 1_000) + pick.between(0, 99);
    const last = pick.row('transactions', pick.rows('transactions') - depth + 1);
    return { depth, seenAt: last['created_at'], seenId: last['id'] };
  },
  answer: ({ depth }) => ({
    sql: 'SELECT id, account_id, amount, created_at FROM transactions ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET $1',
    params: [depth],
  }),
});

/** What only an offset can: open page 25 without having seen the ones before. */
export const jumpToPage = defineBench({
  store: 'postgres',
  description: 'Jump to page 25 without having read the pages before it',
  ask: () => ({ page: 25 }),
  answer: ({ page }) => ({
    sql: 'SELECT id, account_id, amount, created_at FROM transactions ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET $1',
    params: [(page - 1) * 20],
  }),
});
