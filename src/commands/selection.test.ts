import { expect, test } from 'vitest';
import type { CatalogEntry } from '../catalog.ts';
import type { AnyOptimization } from '../define.ts';
import { PROFILES } from '../experiment/constants.ts';
import { selected } from './selection.ts';

const entry = (id: string, of: Pick<AnyOptimization, 'store' | 'showcase'>): CatalogEntry => ({
  id,
  optimization: of as AnyOptimization,
});
const all = [
  entry('cache_ttl/a', { store: 'redis', showcase: true }),
  entry('graph/b', { store: 'neo4j', showcase: true }),
  entry('indexing/c', { store: 'postgres', showcase: true }),
  entry('indexing/d', { store: 'postgres' }),
];
const choose = (profile: keyof typeof PROFILES, ids: readonly string[] = [], only: readonly string[] = []) => {
  const { entries, leftOut } = selected(all, { ids, only, exclude: [], profile: { name: profile, ...PROFILES[profile] } });
  return { taken: entries.map(({ id }) => id), leftOut };
};

test('quick takes the strongest of the stores whose servers start at once, and lists the others with how to run them', () => {
  expect(choose('quick')).toEqual({
    taken: ['cache_ttl/a', 'indexing/c'],
    leftOut: [
      {
        id: 'graph/b',
        reason: 'the quick profile measures postgres and redis, whose servers start at once; neo4j takes longer',
        remedy: "npm run bench -- --only 'graph/b'",
      },
      {
        id: 'indexing/d',
        reason: 'the quick profile has minutes, and measures the strongest of each folder',
        remedy: "npm run bench -- --only 'indexing/d'",
      },
    ],
  });
});

test('what is named runs in every profile, and the other profiles take everything', () => {
  expect(choose('quick', [], ['graph/*'])).toEqual({ taken: ['graph/b'], leftOut: [] });
  expect(choose('quick', ['indexing/d']).taken).toEqual(['indexing/d']);
  expect(choose('quick', ['graph/b'])).toEqual({ taken: ['graph/b'], leftOut: [] });
  for (const profile of ['smoke', 'full', 'nightly'] as const) expect(choose(profile).taken).toHaveLength(4);
});
