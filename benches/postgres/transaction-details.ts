import { defineBench } from '../../src/define.ts';

/** Quick to execute and slow to plan: five tables, each by its key. */
export const transactionDetails = defineBench({
  store: 'postgres',
  description: 'One transaction with its payer, its business and the owner of that, from five tables',
  ask: (pick) => ({ id: pick.transaction() }),
  answer: ({ id }) => ({
    sql: `SELECT t.id, t.amount, a.provider, payer.email AS payer, b.name, owner.email AS owner
          FROM transactions t
          JOIN accounts a ON a.id = t.account_id
          JOIN users payer ON payer.id = a.user_id
          JOIN businesses b ON b.id = t.business_id
          JOIN users owner ON owner.id = b.owner_id
          WHERE t.id = $1`,
    params: [id],
  }),
});
