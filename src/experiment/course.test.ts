import { expect, test } from 'vitest';
import type { AnyOptimization, Counts } from '../define.ts';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { PROFILES } from './constants.ts';
import { isStopped, keepToTime, leaveOut, openIn } from './course.ts';
import type { RunEvent } from './events.ts';
import { comparisonsOf, restSeconds } from './fit.ts';
import { planRun } from './plan.ts';
import type { Comparison } from './record.ts';

const counts: Counts = { users: 200, accounts: 100, sessions: 100, businesses: 20, transactions: 200, logs: 300 };
const bench = { store: 'redis', description: 'a read', ask: () => ({}), answer: () => ['PING'] };
const optimization = (candidate: string, isClaimed: boolean): AnyOptimization => ({
  ...{ question: '', store: 'redis', copies: ['users'], baseline: { name: 'as it is' }, adopt: '', avoid: '' },
  candidates: [{ name: candidate }],
  ...{ gain: { read: bench }, price: {} },
  claims: isClaimed ? [{ metric: 'read.p50', timesBetter: { atLeast: 2 } }] : [],
});
const plan = planRun(
  [
    { id: 'a/claimed', optimization: optimization('one', true) },
    { id: 'b/silent', optimization: optimization('two', false) },
    { id: 'c/claimed', optimization: optimization('three', true) },
  ],
  { profile: { name: 'quick', ...PROFILES.quick }, counts, memoryBytes: 2 ** 35 },
);
const all = plan.optimizations.flatMap(comparisonsOf);
const [first, second, third] = all;

/** A run of that plan, so far, with what it told. */
function course(measured: readonly Partial<Comparison>[], { wall = Number.POSITIVE_INFINITY, elapsed = 0, stopsAt = 1 } = {}) {
  const events: RunEvent[] = [];
  const whole = measured.map((own) => ({
    ...callsComparison({ ...FOREIGN_KEY, bench: 'b', description: '', variant: '', ratio: 1, baselineNs: 1, verdict: 'better' }),
    ...{ store: 'redis', ...own },
  }));
  const record = sampleRecord({ comparisons: whole, failed: [], notRun: [] });
  const file = { record, path: '', save: async () => undefined };
  const context = {
    ...{ plan, file, wallSeconds: wall, elapsedSeconds: () => elapsed, stopsAt, stood: new Set<string>() },
    emit: (event: RunEvent) => void events.push(event),
  };
  return { context, record, events };
}
const left = (record: Parameters<typeof openIn>[0]) => all.filter(openIn(record)).map(({ id }) => id);

test('without a wall time nothing is left out, however long it takes', () => {
  const { context, record } = course([], { elapsed: 1e9 });
  keepToTime(context);
  expect(record.notRun).toEqual([]);
});

test('what no longer fits is left out, the least important first, and told once', () => {
  const { context, record, events } = course([], { wall: plan.seconds + 1, elapsed: 2 });
  keepToTime(context);
  keepToTime(context);
  expect(record.notRun).toEqual([{ key: second?.key, id: 'b/silent', why: 'time', seconds: second?.seconds }]);
  expect(events).toEqual([{ kind: 'left out', comparisons: record.notRun }]);
  expect(left(record)).toEqual(['a/claimed', 'c/claimed']);
});

test('a run that is slower than planned leaves out more; time beyond the least of a comparison is no slowness', () => {
  const done = { key: first?.key ?? '', id: 'a/claimed', seconds: first?.seconds ?? 0 };
  const finished = restSeconds(plan, (each) => each === first);
  const rest = restSeconds(plan, (each) => each !== first, new Set(['redis']));
  const tight = { wall: finished * 2 + rest * 1.5, elapsed: finished * 2 };
  const slow = course([done], tight);
  keepToTime(slow.context);
  expect(left(slow.record)).toEqual(['c/claimed']);
  const thorough = course([{ ...done, seconds: done.seconds + finished }], tight);
  keepToTime(thorough.context);
  expect(left(thorough.record)).toEqual(['b/silent', 'c/claimed']);
});

test('when the time is over, everything is left out', () => {
  const { context, record } = course([], { wall: 10, elapsed: 11 });
  keepToTime(context);
  expect(record.notRun.map(({ key }) => key).sort()).toEqual(all.map(({ key }) => key).sort());
});

test('invalid and failed comparisons end a run that asked for it, and no other verdict does', () => {
  expect(isStopped(course([{ verdict: 'worse' }]).context)).toBe(false);
  expect(isStopped(course([{ verdict: 'invalid' }]).context)).toBe(true);
  const { context, record } = course([]);
  record.failed.push({ id: 'a/claimed', error: 'it died', log: [], repeat: '' });
  expect(isStopped(context)).toBe(true);
  leaveOut(context, third === undefined ? [] : [third], 'bail');
  expect(record.notRun).toMatchObject([{ id: 'c/claimed', why: 'bail' }]);
});
