import { defineBench, type Pick } from '../../src/define.ts';

const activity = (description: string, business: (pick: Pick) => number) =>
  defineBench({
    store: 'postgres',
    description,
    ask: (pick) => ({ user: pick.user(), business: business(pick) }),
    answer: ({ user, business: id }) => ({
      sql: `SELECT count(*), sum(t.amount) FROM transactions t JOIN accounts a ON a.id = t.account_id
            WHERE a.user_id = $1 OR t.business_id = $2`,
      params: [user, id],
    }),
  });

export const activityOfFew = activity('What one user paid or one business received, of any business', (pick) =>
  pick.between(1, pick.rows('businesses')),
);
/** A popular business has thousands of transactions, and UNION must tell each of them from all others. */
export const activityOfMany = activity('What one user paid or one business received, of the popular ones', (pick) =>
  pick.business(),
);
