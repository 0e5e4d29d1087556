// Calls whose copies do not fit into the server's cache together, on a real PostgreSQL: measured in bursts, one variant after the other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../commands/engine.ts';
import { project } from '../testing/cli.ts';
import { fakeIo } from '../testing/fake-io.ts';
import { attempt, lanesOf, type Standing, twins } from '../trust/trying.ts';
import type { StoreScope } from './circumstance.ts';
import { PROFILES } from './constants.ts';
import { plannedControl } from './controls.ts';

let engine: Engine;
let scope: StoreScope;
let standing: Standing;
beforeAll(async () => {
  const profile = { name: 'coarse', ...PROFILES.smoke, scale: 0.01 };
  engine = await openEngine('coarse-test', profile, fakeIo({ cwd: project, env: process.env }));
  scope = await engine.open('postgres');
  const planned = await plannedControl(scope);
  const [circumstance] = planned.circumstances;
  if (circumstance === undefined) throw new Error('the control plans nothing');
  standing = { scope, planned, circumstance };
});
afterAll(async () => {
  await scope?.servers.stop();
  await engine?.[Symbol.asyncDispose]();
});

/** The equal copies' comparison, planned as one that cannot stand side by side. */
async function coarse(of: Standing) {
  await using lanes = lanesOf(of);
  await using generator = of.scope.context.startGenerator();
  return await attempt({ ...of, lanes, generator }, { ...twins(of, 'p50'), tier: 'ABBA' }, { runSeed: 7 });
}

test('a burst of either side on a lane made for it, answers compared, nothing judged by so little', async () => {
  const measured = await coarse(standing);
  expect(measured).toMatchObject({ tier: 'ABBA', verdict: 'inconclusive', reason: 'smoke', answers: { equal: true } });
  if (measured.evidence.shape !== 'task') throw new Error(`the evidence is ${measured.evidence.shape}`);
  const [burst] = measured.evidence.repeats;
  expect(['BC', 'CB']).toContain(burst?.order);
  for (const ms of [...(burst?.baselineMs ?? []), ...(burst?.candidateMs ?? [])]) expect(ms).toBeGreaterThan(0);
});

test('other answers end it as they end any comparison', async () => {
  const { planned } = standing;
  const { candidates } = planned.optimization;
  const apply = ["UPDATE users SET username = username || '!'"];
  const other = { ...planned.optimization, candidates: candidates.map((candidate) => ({ ...candidate, apply })) };
  const measured = await coarse({ ...standing, planned: { ...planned, optimization: other } });
  expect(measured).toMatchObject({ verdict: 'invalid', effect: null, answers: { equal: false } });
});
