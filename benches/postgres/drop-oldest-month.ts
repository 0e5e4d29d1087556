import { defineBench } from '../../src/define.ts';

/** The whole job, vacuum included: a DELETE alone leaves its bill to others. Each variant brings its own way. */
export const dropOldestMonth = defineBench({
  store: 'postgres',
  description: 'Remove the oldest month of transactions',
  shape: { kind: 'task' },
  writes: true,
  same: () => 'done',
  ask: () => ({ before: '2025-02-01' }),
  leaves: 'SELECT count(*), sum(id), sum(amount) FROM transactions',
  growth: { walBytes: { unit: 'bytes', better: 'lower', of: "SELECT pg_current_wal_insert_lsn() - '0/0'" } },
});
