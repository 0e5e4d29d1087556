import { expect, test } from 'vitest';
import { traced } from './traced.ts';

const other = { createTopic: (_name: string, _how: object) => Promise.resolve() };
const lane = {
  sql: (_text: string, _params?: readonly unknown[]) => Promise.resolve([]),
  fill: (_rows: number, _each: (id: number) => unknown) => Promise.resolve(),
  backup: { by: (_how: object) => Promise.resolve() },
  rows: (_table: string) => 3,
  label: (name: string) => `lane1_${name}`,
  in: (_store: string) => other,
};

test('calls are told with the values they had, and not with the names of variables', async () => {
  const { lane: watched, lines } = traced(lane);
  const how = { dump: ['-Fc', '-Z1'] };
  await watched.backup.by(how);
  await watched.in('kafka').createTopic('events', { partitions: 6 });
  await watched.fill(watched.rows('sessions'), (id) => id);
  expect(lines()).toEqual([
    "backup.by({ dump: [ '-Fc', '-Z1' ] })",
    "kafka: createTopic('events', { partitions: 6 })",
    'fill(3, …)',
  ]);
});

test('a statement stands for itself, and its repetitions are counted', async () => {
  const { lane: watched, lines } = traced(lane);
  await watched.sql(`CREATE TABLE ${watched.label('edges')} (a int)`);
  for (const id of [1, 2, 3]) await watched.sql('INSERT INTO edges VALUES ($1)', [id]);
  expect(lines()).toEqual([
    'CREATE TABLE lane1_edges (a int)',
    'INSERT INTO edges VALUES ($1)   -- [ 1 ]   -- and 2 more like it',
  ]);
});

test('what is called works as before, and what is only asked is no change', async () => {
  const { lane: watched, lines } = traced(lane);
  expect([watched.rows('users'), watched.label('User'), await watched.sql('SELECT 1')]).toEqual([3, 'lane1_User', []]);
  expect(lines()).toEqual(['SELECT 1']);
});
