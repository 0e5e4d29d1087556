/** Which tables decide a table's rows, and which keys tie it to others. */
import { expect, test } from 'vitest';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { TABLES } from '../define.ts';
import { createTable, foreignKeysOf, keysOf, lineage, sameRows } from './postgres-schema.ts';

const counts = countsAt(0.01);

test('every column of the data set is a column of its table, in the same order', () => {
  const data = dataset(42, counts);
  for (const table of TABLES) {
    const columns = [
      ...createTable('s', table).matchAll(
        /^\s*(?:CREATE TABLE \S+ \()?(\w+) (?:bigint|text|boolean|timestamptz|numeric|jsonb)/gm,
      ),
    ];
    expect(columns.map(([, name]) => name)).toEqual(data.columns(table));
  }
});

test('a transaction depends on accounts, businesses and, through them, users', () => {
  expect(lineage('transactions')).toEqual(['users', 'accounts', 'businesses', 'transactions']);
  expect(lineage('users')).toEqual(['users']);
});

test('rows are the same when neither the table nor its ancestors differ in number', () => {
  expect(sameRows('transactions', counts, { ...counts, logs: 1 })).toBe(true);
  expect(sameRows('transactions', counts, { ...counts, users: 1 })).toBe(false);
  expect(sameRows('logs', counts, { ...counts, transactions: 1 })).toBe(true);
});

test('foreign keys lead to the schema that holds the parent, and are left out where there is none', () => {
  expect(foreignKeysOf('s', 'transactions', (parent) => (parent === 'accounts' ? 'other' : undefined))).toEqual([
    'ALTER TABLE s.transactions ADD CONSTRAINT transactions_account_id_fkey FOREIGN KEY (account_id) REFERENCES other.accounts',
  ]);
});

test('the next id follows the last row', () => {
  expect(keysOf('s', 'users', 20)).toContain('ALTER TABLE s.users ALTER COLUMN id RESTART WITH 21');
});
