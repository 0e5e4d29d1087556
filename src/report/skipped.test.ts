import { expect, test } from 'vitest';
import { idsByFolder, skippedGroups } from './skipped.ts';

const LEFT = 'the quick profile has minutes';
const leftOut = (id: string) => ({ id, reason: LEFT, remedy: `npm run bench -- --only '${id}'` });

test('what one reason skipped stands together, and its remedy says ID in place of each own one', () => {
  const absent = { id: 'sharding_partitioning/citus', reason: 'Citus is not there', remedy: 'attach one' };
  expect(skippedGroups([leftOut('indexing/brin'), absent, leftOut('orm/read-by-id')])).toEqual([
    { ids: ['indexing/brin', 'orm/read-by-id'], reason: LEFT, remedy: 'npm run bench -- --only ID' },
    { ids: ['sharding_partitioning/citus'], reason: 'Citus is not there', remedy: 'attach one' },
  ]);
});

test('one alone keeps its own remedy, and the same reason with another remedy stands apart', () => {
  const other = { ...leftOut('orm/read-by-id'), remedy: 'npm run images:build' };
  expect(skippedGroups([leftOut('indexing/brin'), other])).toEqual([
    { ids: ['indexing/brin'], reason: LEFT, remedy: "npm run bench -- --only 'indexing/brin'" },
    { ids: ['orm/read-by-id'], reason: LEFT, remedy: 'npm run images:build' },
  ]);
});

test('identifiers are told a line a folder', () => {
  expect(idsByFolder(['indexing/brin', 'orm/read-by-id', 'indexing/partial'])).toEqual([
    'indexing: brin, partial',
    'orm: read-by-id',
  ]);
});
