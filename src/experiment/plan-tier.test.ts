import { expect, test } from 'vitest';
import { loadCatalog, loadDomain } from '../catalog.ts';
import type { AnyVariant } from '../define.ts';
import { PROFILES } from './constants.ts';
import { planRun } from './plan.ts';
import { type Pairing, plannedTier } from './plan-tier.ts';

const plain: AnyVariant = { name: 'as it is' };
const index: AnyVariant = { name: 'index', apply: ['CREATE INDEX i'] };
const tier = (more: Partial<Pairing>) =>
  plannedTier({ store: 'postgres', baseline: plain, candidate: index, shape: 'calls', writes: false, fits: true, ...more });

test('the finest way in which two variants can stand at once', () => {
  expect(tier({ candidate: { ...plain, name: 'rewritten' } })).toBe('one lane');
  expect(tier({ candidate: { ...plain, name: 'rewritten' }, writes: true })).toBe('two copies');
  expect(tier({})).toBe('two copies');
  expect(tier({ candidate: { name: 'jit', servers: { postgres: { jit: false } } } })).toBe('two servers');
  expect(tier({ store: 'redis' })).toBe('two servers');
});

test('another endpoint of the same server is no other server', () => {
  expect(tier({ candidate: { name: 'pooled', servers: { pgbouncer: { pool_mode: 'transaction' } } } })).toBe('two copies');
});

test('one after the other: a long call, and copies that do not fit together', () => {
  expect(tier({ shape: 'task' })).toBe('ABBA');
  expect(tier({ fits: false })).toBe('ABBA');
  expect(tier({ fits: false, candidate: { ...plain, name: 'rewritten' } })).toBe('one lane');
});

test('on a small machine the whole catalogue is still planned, its large copies one after the other', async () => {
  const { optimizations } = await loadCatalog();
  const domain = await loadDomain();
  const plan = (memoryBytes: number) =>
    planRun(optimizations, { profile: { name: 'full', ...PROFILES.full }, counts: domain.countsAt(1), memoryBytes });
  const tiers = (memoryBytes: number) =>
    plan(memoryBytes).optimizations.flatMap(({ circumstances }) =>
      circumstances.flatMap(({ comparisons }) => comparisons.filter(({ shape }) => shape === 'calls').map((each) => each.tier)),
    );
  expect(tiers(24 * 2 ** 30)).not.toContain('ABBA');
  expect(tiers(2 ** 30)).toContain('ABBA');
});
