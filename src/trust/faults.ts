/** Faults that must be noticed every time: a row that differs, crossed lanes, a server that stalls, a generator that is blocked. */
import type { Profile } from '../experiment/constants.ts';
import { chosenControls, judged } from '../experiment/controls.ts';
import type { PlannedComparison } from '../experiment/plan.ts';
import type { Comparison } from '../experiment/record.ts';
import type { Said } from './rows.ts';
import { attempt, lanesOf, oneLane, type Ready, type Standing, saidOf, twins } from './trying.ts';

/** One row at a drawn place of one of two fresh copies is changed; no fixed question need meet it. */
export async function wrongRow(ready: Ready, runSeed: number): Promise<Comparison> {
  await using lanes = lanesOf(ready);
  const comparison = twins(ready, 'p50');
  const twin = ready.planned.optimization.candidates.find(({ name }) => name === comparison.candidate);
  if (twin === undefined) throw new Error(`there is no variant ${comparison.candidate}`);
  const { owner } = await lanes.get(twin, 'read');
  const id = 1 + (runSeed % ready.circumstance.counts.users);
  await owner.run({ sql: 'UPDATE users SET username = username || $2 WHERE id = $1', params: [id, '!'] } as never);
  return await attempt(ready, comparison, { runSeed, lanes });
}

/** The positive control, with both sides led to one lane. */
export async function crossed(ready: Ready, runSeed: number): Promise<Said> {
  const { planned, circumstance, scope } = ready;
  const control = chosenControls(circumstance, scope.context.canPin).find(({ kind }) => kind === 'positive');
  if (control === undefined) throw new Error('there is no positive control');
  const lanes = oneLane(ready.lanes, planned.optimization.baseline);
  const measured = await attempt(ready, control.comparison, { runSeed, lanes });
  return { ...saidOf(measured), state: judged(scope.store.name, 'positive', measured).state };
}

const PER_SECOND = 500;
const CLIENTS = 16;
const STALL_MS = 500;
const STALL_WINDOW_MS = 5_000;
/** Of a window about two seconds after its first call; of a closed session somewhere within. */
const STALL_CALL = { open: 1_000, closed: 20_000 } as const;
const BLOCK_WINDOW_MS = 3_000;
const BLOCK = { call: 500, ms: 300 } as const;

/** No call warms before the windows: those that are counted come in them. */
const COLD = { warmMs: 0, openWindows: 2 } as const;

const openTwins = (standing: Standing): PlannedComparison => ({
  ...twins(standing, 'p50'),
  ...{ shape: 'open', perSecond: PER_SECOND, clients: CLIENTS, metric: 'responseP99' },
});

const under = (ready: Ready, profile: Partial<Profile>): Ready => {
  const { context } = ready.scope;
  return { ...ready, scope: { ...ready.scope, context: { ...context, profile: { ...context.profile, ...profile } } } };
};

/** The stall in a window of an open load; and in a closed session that is as long. */
export async function stall(ready: Ready, runSeed: number): Promise<Said> {
  // So often a second does Redis look whether a pause has ended; by default it may last a tenth of a second longer.
  await using lanes = lanesOf(ready, { servers: { redis: { hz: 500 } } });
  const statement = ['CLIENT', 'PAUSE', STALL_MS, 'ALL'];
  const open = await attempt(under(ready, { ...COLD, openWindowMs: STALL_WINDOW_MS }), openTwins(ready), {
    ...{ runSeed, lanes, plants: { baseline: { stopsAt: { call: STALL_CALL.open, statement } } } },
  });
  const closed = await attempt(under(ready, { ...COLD, looks: [2], sessionMs: STALL_WINDOW_MS }), twins(ready, 'p50'), {
    ...{ runSeed, lanes: oneLane(lanes, ready.planned.optimization.baseline) },
    plants: { baseline: { stopsAt: { call: STALL_CALL.closed, statement } } },
  });
  if (open.evidence.shape !== 'open' || closed.evidence.shape !== 'calls') throw new Error('other evidence than was asked for');
  // In one lane it may be the other side's call that meets the stall: the order to stop goes over a connection of its own.
  const { baseline, candidate } = closed.evidence;
  return {
    ...saidOf(open),
    openP99Ms: (open.evidence.baseline.response.p99?.ns ?? Number.NaN) / 1e6,
    closedP99Ms: Math.max(baseline.p99Ns ?? Number.NaN, candidate.p99Ns ?? Number.NaN) / 1e6,
    closedMaxMs: Math.max(baseline.maxNs, candidate.maxNs) / 1e6,
  };
}

/** In the candidate's window the generator does something else for a while. */
export async function blocked(ready: Ready, runSeed: number): Promise<Said> {
  const measured = await attempt(under(ready, { ...COLD, openWindowMs: BLOCK_WINDOW_MS }), openTwins(ready), {
    runSeed,
    plants: { candidate: { blocksAt: BLOCK } },
  });
  if (measured.evidence.shape !== 'open') throw new Error('other evidence than was asked for');
  return { ...saidOf(measured), lagP99Ms: (measured.evidence.candidate.lag.p99?.ns ?? Number.NaN) / 1e6 };
}
