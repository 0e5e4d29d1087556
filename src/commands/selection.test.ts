import { expect, test } from 'vitest';
import type { CatalogEntry } from '../catalog.ts';
import type { AnyOptimization } from '../define.ts';
import { PROFILES } from '../experiment/constants.ts';
import { selected } from './selection.ts';

const entry = (id: string, store: string): CatalogEntry => ({ id, optimization: { store } as AnyOptimization });
const all = [entry('cache_ttl/a', 'redis'), entry('graph/b', 'neo4j'), entry('indexing/c', 'postgres')];
const choose = (profile: keyof typeof PROFILES, ids: readonly string[] = [], only: readonly string[] = []) => {
  const { entries, leftOut } = selected(all, { ids, only, exclude: [], profile: { name: profile, ...PROFILES[profile] } });
  return { taken: entries.map(({ id }) => id), leftOut };
};

test('quick takes the stores whose servers start at once, and lists the others with how to run them', () => {
  expect(choose('quick')).toEqual({
    taken: ['cache_ttl/a', 'indexing/c'],
    leftOut: [
      {
        id: 'graph/b',
        reason: 'the quick profile measures postgres and redis, whose servers start at once; neo4j takes longer',
        remedy: "npm run bench -- --only 'graph/b'",
      },
    ],
  });
});

test('what is named runs in every profile, and the other profiles take everything', () => {
  expect(choose('quick', [], ['graph/*'])).toEqual({ taken: ['graph/b'], leftOut: [] });
  expect(choose('quick', ['graph/b'])).toEqual({ taken: ['graph/b'], leftOut: [] });
  for (const profile of ['smoke', 'full', 'nightly'] as const) expect(choose(profile).taken).toHaveLength(3);
});
