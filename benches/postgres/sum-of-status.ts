import { defineBench } from '../../src/define.ts';

/** Of 100 transactions 96 are completed, 3 failed and 1 is pending: no single plan suits all three. */
const STATUSES = ['completed', 'failed', 'pending'] as const;

export const sumOfStatus = defineBench({
  store: 'postgres',
  description: 'The sum of all transactions of one status, each status as often',
  ask: (pick) => ({ status: STATUSES[pick.between(0, STATUSES.length - 1)] }),
  answer: ({ status }) => ({ sql: 'SELECT count(*), sum(amount) FROM transactions WHERE status = $1', params: [status] }),
});
