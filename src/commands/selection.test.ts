import { expect, test } from 'vitest';
import type { CatalogEntry } from '../catalog.ts';
import type { AnyOptimization } from '../define.ts';
import { PROFILES } from '../experiment/constants.ts';
import { selected } from './selection.ts';

const entry = (id: string, of: Partial<AnyOptimization>): CatalogEntry => ({
  id,
  optimization: {
    candidates: [{ name: 'one' }, { name: 'two' }],
    gain: { a: {} },
    price: {},
    claims: [],
    ...of,
  } as unknown as AnyOptimization,
});
const claims = [
  { metric: 'a', same: true },
  { candidate: 'two', metric: 'a', same: true },
] as const;
const all = [
  entry('cache_ttl/a', { store: 'redis', showcase: 'one' }),
  entry('graph/b', { store: 'neo4j', showcase: 'one' }),
  entry('indexing/c', { store: 'postgres', showcase: 'one', claims }),
  entry('indexing/d', { store: 'postgres' }),
];
const choose = (profile: keyof typeof PROFILES, ids: readonly string[] = [], only: readonly string[] = []) => {
  const { entries, leftOut } = selected(all, { ids, only, exclude: [], profile: { name: profile, ...PROFILES[profile] } });
  return { taken: entries.map(({ id }) => id), leftOut };
};

test('quick takes the strongest of each folder, and lists the others with how to run them', () => {
  expect(choose('quick')).toEqual({
    taken: ['cache_ttl/a', 'graph/b', 'indexing/c'],
    leftOut: [
      {
        id: 'indexing/d',
        reason: 'the quick profile has minutes, and measures the strongest of each folder',
        remedy: "npm run bench -- --only 'indexing/d'",
      },
    ],
  });
});

test('a profile may be of some stores', () => {
  const profile = { name: 'brief', ...PROFILES.quick, stores: ['redis'] };
  const { leftOut } = selected(all, { ids: [], only: [], exclude: [], profile });
  expect(leftOut.find(({ id }) => id === 'graph/b')?.reason).toBe(
    'the brief profile measures redis, and neo4j is not among them',
  );
});

test('quick shows an optimisation by one candidate, judges what is claimed of it, and says what it leaves', () => {
  const profile = { name: 'quick', ...PROFILES.quick };
  const shown = selected(all, { ids: [], only: [], exclude: [], profile }).entries.find(({ id }) => id === 'indexing/c');
  expect(shown?.optimization.candidates).toEqual([{ name: 'one' }]);
  expect(shown?.optimization.claims).toEqual([claims[0]]);
  expect(shown?.note).toBe("The quick profile shows it by “one”; npm run bench -- --only 'indexing/c' measures also two.");
  const named = selected(all, { ids: ['indexing/c'], only: [], exclude: [], profile }).entries[0];
  expect(named?.optimization.candidates).toHaveLength(2);
});

test('quick measures the benches that stand for it, and says which it leaves', () => {
  const of = {
    ...{ store: 'postgres' as const, showcase: 'one', showcaseBenches: ['read'] },
    ...{
      candidates: [{ name: 'one' }],
      gain: { read: {}, search: {} },
      price: { insert: { description: 'Insert one' }, bytes: { of: 'SELECT 1' } },
    },
    claims: ['read.p50', 'search.p50', 'bytes'].map((metric) => ({ metric, same: true as const })),
  } as unknown as Partial<AnyOptimization>;
  const profile = { name: 'quick', ...PROFILES.quick };
  const [shown] = selected([entry('indexing/e', of)], { ids: [], only: [], exclude: [], profile }).entries;
  const { gain = {}, price = {}, claims: claimed = [] } = shown?.optimization ?? {};
  expect([Object.keys(gain), Object.keys(price)]).toEqual([['read'], ['bytes']]);
  expect(claimed.map((claim) => 'metric' in claim && claim.metric)).toEqual(['read.p50', 'bytes']);
  expect(shown?.later).toEqual(['Insert one']);
  expect(shown?.note).toMatch(/ measures also search, insert\.$/);
});

test('what is named runs in every profile, and the other profiles take everything', () => {
  expect(choose('quick', [], ['graph/*'])).toEqual({ taken: ['graph/b'], leftOut: [] });
  expect(choose('quick', ['indexing/d']).taken).toEqual(['indexing/d']);
  expect(choose('quick', ['graph/b'])).toEqual({ taken: ['graph/b'], leftOut: [] });
  for (const profile of ['smoke', 'full', 'nightly'] as const) expect(choose(profile).taken).toHaveLength(4);
});
