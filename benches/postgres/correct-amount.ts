import { defineBench } from '../../src/define.ts';

export const correctAmount = defineBench({
  store: 'postgres',
  description: 'Correct the amount of one transaction',
  writes: true,
  ask: (pick) => ({ id: pick.transaction(), amount: pick.between(1, 9_999) }),
  answer: ({ id, amount }) => ({ sql: 'UPDATE transactions SET amount = $2 WHERE id = $1', params: [id, amount] }),
  leaves: 'SELECT count(*), sum(amount) FROM transactions',
  growth: { walBytes: { unit: 'bytes', better: 'lower', of: "SELECT pg_current_wal_insert_lsn() - '0/0'" } },
});
