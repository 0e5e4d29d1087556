import { defineReading } from '../../src/define.ts';

/** Every index of the table and of its partitions, the primary key included. */
export const transactionsIndexBytes = defineReading({
  store: 'postgres',
  unit: 'bytes',
  better: 'lower',
  of: `SELECT sum(pg_indexes_size(relid)) FROM pg_partition_tree('transactions')`,
});
