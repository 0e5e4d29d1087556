import { expect, test } from 'vitest';
import { loadCatalog, loadDomain } from '../catalog.ts';
import { PROFILES } from './constants.ts';
import { restSeconds } from './fit.ts';
import { planRun } from './plan.ts';
import { shardIds } from './shards.ts';

const { optimizations: entries } = await loadCatalog();
const domain = await loadDomain();
const plan = planRun(entries, {
  profile: { name: 'nightly', ...PROFILES.nightly },
  counts: domain.countsAt(1),
  memoryBytes: Number.POSITIVE_INFINITY,
});
const reversed = { ...plan, optimizations: [...plan.optimizations].reverse() };

test.each([1, 2, 3, 4, 7])('%d shards hold every optimisation once, whatever the order in which they are named', (of) => {
  const shards = shardIds(plan, of);
  expect(shards).toHaveLength(of);
  expect(shards.flatMap((ids) => [...ids]).sort()).toEqual(entries.map(({ id }) => id).sort());
  expect(shardIds(reversed, of)).toEqual(shards);
});

test('they are balanced by planned seconds: none takes more than an even part and its longest optimisation', () => {
  const seconds = (ids: ReadonlySet<string>) => restSeconds(plan, ({ id }) => ids.has(id));
  const longest = Math.max(...entries.map(({ id }) => seconds(new Set([id]))));
  const shards = shardIds(plan, 4).map(seconds);
  expect(Math.max(...shards)).toBeLessThan(restSeconds(plan) / 4 + longest);
});

test('more shards than optimisations are refused', () => {
  expect(() => shardIds(plan, entries.length + 1)).toThrow(`which make no ${entries.length + 1} shards`);
});
