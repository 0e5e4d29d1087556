import { defineBench } from '../../src/define.ts';

export const transactionById = defineBench({
  store: 'postgres',
  description: 'One transaction by its id',
  ask: (pick) => ({ id: pick.transaction() }),
  answer: ({ id }) => ({
    sql: 'SELECT id, account_id, amount, status, created_at FROM transactions WHERE id = $1',
    params: [id],
  }),
});
