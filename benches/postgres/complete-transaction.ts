import { defineBench } from '../../src/define.ts';

/** The row leaves an index on pending rows, and moves within one on all of them. */
export const completeTransaction = defineBench({
  store: 'postgres',
  description: 'Set the status of one transaction to completed',
  writes: true,
  ask: (pick) => ({ id: pick.transaction() }),
  answer: ({ id }) => ({ sql: "UPDATE transactions SET status = 'completed' WHERE id = $1", params: [id] }),
  leaves: "SELECT count(*), sum(id) FROM transactions WHERE status = 'completed'",
  growth: { walBytes: { unit: 'bytes', better: 'lower', of: "SELECT pg_current_wal_insert_lsn() - '0/0'" } },
});
