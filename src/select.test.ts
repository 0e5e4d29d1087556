// Ids and globs of a run, and what a mistyped one is told.
import { describe, expect, test } from 'vitest';
import { UserError } from './errors.ts';
import { type Selection, selectIds } from './select.ts';

const ALL = ['caching/ttl', 'indexing/covering-index', 'indexing/foreign-key', 'orm/eager.loading'];
const select = (selection: Partial<Selection>): readonly string[] =>
  selectIds(ALL, { ids: [], only: [], exclude: [], ...selection });
const refusal = (selection: Partial<Selection>): string => {
  try {
    select(selection);
  } catch (error) {
    if (error instanceof UserError) return error.message;
  }
  return 'nothing was refused';
};

describe('what is selected', () => {
  test('without any filter: everything', () => expect(select({})).toEqual(ALL));
  test('an exact id', () => expect(select({ ids: ['caching/ttl'] })).toEqual(['caching/ttl']));
  test('a star within a part and across parts', () => {
    expect(select({ ids: ['indexing/*'] })).toEqual(['indexing/covering-index', 'indexing/foreign-key']);
    expect(select({ ids: ['*ing*'] })).toEqual(ALL);
    expect(select({ ids: ['c*ttl'] })).toEqual(['caching/ttl']);
  });
  test('ids add up, --only narrows them, --exclude takes away, the order stays', () => {
    expect(select({ ids: ['orm/*', 'caching/*', 'indexing/*'], only: ['*e*'], exclude: ['*foreign*'] })).toEqual([
      'indexing/covering-index',
      'orm/eager.loading',
    ]);
  });
  test('a dot is a dot', () =>
    expect(refusal({ ids: ['indexing.foreign-key'] })).toContain('No id matches indexing.foreign-key.'));
  test('an exact id does not select those that begin like it', () =>
    expect(refusal({ ids: ['caching'] })).toContain('No id matches caching.'));
});

describe('a filter that matches nothing is refused', () => {
  test('a typing mistake is told the nearest id', () =>
    expect(refusal({ ids: ['indexing/foreing-key'] })).toBe(
      'No id matches indexing/foreing-key. Did you mean indexing/foreign-key?',
    ));
  test('a folder is told its glob', () =>
    expect(refusal({ ids: ['indexing'] })).toBe("No id matches indexing. Did you mean 'indexing/*'?"));
  test('every idle filter is named, also of --only and --exclude', () => {
    expect(refusal({ ids: ['zzzzzzzz'], only: ['qqqqqqqq'], exclude: ['ttl'] }).split('\n')).toEqual([
      'No id matches zzzzzzzz.',
      'No id matches qqqqqqqq.',
      'No id matches ttl. Did you mean caching/ttl?',
    ]);
  });
  test('filters that cancel out leave nothing to run', () =>
    expect(refusal({ ids: ['caching/*'], exclude: ['*ttl'] })).toBe(
      'Nothing is left to run: no id passes all of caching/* --exclude *ttl.',
    ));
});
