import { defineReading } from '../../src/define.ts';

/** Every index of the table and of its partitions, the primary key included. */
export const transactionsIndexBytes = defineReading({
  store: 'postgres',
  unit: 'bytes',
  better: 'lower',
  of: "SELECT sum(pg_indexes_size(oid)) FROM pg_class WHERE oid = 'transactions'::regclass OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'transactions'::regclass)",
});
