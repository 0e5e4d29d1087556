import { defineBench } from '../../src/define.ts';

export const lastDays = defineBench({
  store: 'postgres',
  description: 'Count and sum by type over the last 25 days',
  same: 'unordered',
  ask: (pick) => ({ since: pick.daysAgo(25) }),
  answer: ({ since }) => ({
    sql: 'SELECT type, count(*), sum(amount) FROM transactions WHERE created_at >= $1 GROUP BY type',
    params: [since],
  }),
});
