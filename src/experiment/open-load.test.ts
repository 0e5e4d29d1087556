// Windows in turns, their figures added up, and what may be said of them, over a generator that answers at once.
import { expect, test } from 'vitest';
import { nsHistogram } from '../load/histogram.ts';
import type { OpenPairSpec } from '../load/open-measurer.ts';
import type { WindowCounts, WindowReport } from '../load/open-window.ts';
import { recorder } from '../load/recorder.ts';
import { rawP99Ns } from '../testing/sample-open.ts';
import { compareOpen, type OpenOptions } from './open-load.ts';

const kept = (values: readonly number[]) => {
  const histogram = nsHistogram();
  for (const ns of values) histogram.record(ns);
  const { histogram: text, maxNs } = histogram.distribution();
  return { histogram: text, maxNs };
};
/** A window of so many calls, each of which took the given time. */
function windowOf(
  calls: number,
  ns: number,
  more: Partial<WindowReport> & { readonly lost?: Partial<WindowCounts> } = {},
): WindowReport {
  const { lost = {}, ...rest } = more;
  return {
    counts: { ...{ due: calls, sent: calls, answered: calls, failed: 0, timedOut: 0, dropped: 0, wrong: 0 }, ...lost },
    errorClasses: [],
    ...{ elapsedNs: 2e9, lastDueNs: 1.9e9, lastHandledNs: 1.9e9 },
    ...{ response: kept(Array(calls).fill(ns)), service: kept(Array(calls).fill(ns / 2)), lag: kept(Array(calls).fill(1)) },
    eventLoop: { delayP99Ns: 1_000, utilisation: 0.5 },
    ...rest,
  };
}

const LEAVES = { baseline: 'a', candidate: 'a', equal: true, difference: null };
interface Subject {
  readonly baseline: (index: number) => WindowReport;
  readonly candidate: (index: number) => WindowReport;
  readonly leaves?:
    | typeof LEAVES
    | { readonly baseline: string; readonly candidate: string; readonly equal: false; readonly difference: string };
}
function subject({ baseline, candidate, leaves = LEAVES }: Subject) {
  const asked: OpenPairSpec[] = [];
  const figures = recorder().figures();
  return {
    asked,
    openPair: async (spec: OpenPairSpec) => {
      asked.push(spec);
      return { baseline: baseline(spec.index), candidate: candidate(spec.index) };
    },
    finish: async () => ({ opsPerSlice: 20, baseline: figures, candidate: figures, leaves }),
  };
}
const options = (more: Partial<OpenOptions> = {}): OpenOptions => ({
  ...{ perSecond: 500, clients: 16, windows: 4, windowMs: 2_000, judges: true, runSeed: 7, baselineFirst: true },
  ...{ secondsLeft: () => 60, onWindows: () => undefined, signal: new AbortController().signal },
  ...more,
});
const even = { baseline: () => windowOf(1_000, 2e6), candidate: () => windowOf(1_000, 1e6) };

test('windows take turns, A B B A, all at one rate; whoever begins is told', async () => {
  const first = subject(even);
  expect((await compareOpen(first, options({ windows: 8 }))).evidence.order).toBe('BCCBBCCB');
  expect(first.asked.map(({ index, perSecond, windowMs, runSeed }) => [index, perSecond, windowMs, runSeed])).toEqual(
    [0, 1, 2, 3].map((index) => [index, 500, 2_000, 7]),
  );
  expect((await compareOpen(subject(even), options({ baselineFirst: false }))).evidence.order).toBe('CBBC');
});

test('all windows of a variant are one: counts added, histograms merged, the worst of what the generator did', async () => {
  const { evidence } = await compareOpen(
    subject({
      baseline: (index) => windowOf(index === 0 ? 300 : 700, index === 0 ? 1_000 : 2_000),
      candidate: (index) =>
        windowOf(1_000, 1_500, {
          lost: { answered: 998, failed: 2 },
          errorClasses: [{ message: 'no', calls: 2 }],
          ...(index === 0 ? {} : { lastHandledNs: 2.4e9, eventLoop: { delayP99Ns: 9_000, utilisation: 0.9 } }),
        }),
    }),
    options(),
  );
  const { baseline, candidate } = evidence;
  expect(baseline.counts).toEqual({ due: 1_000, sent: 1_000, answered: 1_000, failed: 0, timedOut: 0, dropped: 0, wrong: 0 });
  expect(baseline.response).toMatchObject({ calls: 1_000, p50: { ns: 2_000, lowNs: 2_000, highNs: 2_000 }, maxNs: 2_000 });
  expect(baseline.response.p99?.ns).toBe(2_000);
  expect(baseline.response.p999).toBeNull();
  expect(baseline.goodput).toBe(250);
  expect(candidate).toMatchObject({
    counts: { due: 2_000, answered: 1_996, failed: 4 },
    errorClasses: [{ message: 'no', calls: 4 }],
    goodput: 499,
    rateKept: 0.8,
    eventLoop: { delayP99Ns: 9_000, utilisation: 0.9 },
  });
  expect(evidence.windows.map(({ response }) => rawP99Ns(response))).toEqual([1_000, 1_500, 1_500, 2_000]);
});

test('the verdict is never the paired one', async () => {
  const outcome = await compareOpen(subject(even), options());
  expect(outcome).toMatchObject({
    verdict: 'inconclusive',
    reason: 'open load: shown, not judged',
    effect: null,
    sessions: 4,
    sessionsNeeded: null,
    leaves: LEAVES,
  });
});

test('what the calls left behind must be equal where all of them did their work, and is not asked where some did not', async () => {
  const leaves = { baseline: 'a', candidate: 'b', equal: false, difference: 'baseline 10, candidate 9' } as const;
  expect(await compareOpen(subject({ ...even, leaves }), options())).toMatchObject({
    verdict: 'invalid',
    reason: 'the calls left different data behind: baseline 10, candidate 9',
  });
  const dropping = { ...even, candidate: () => windowOf(1_000, 1e6, { lost: { answered: 995, timedOut: 5 } }), leaves };
  expect(await compareOpen(subject(dropping), options())).toMatchObject({ verdict: 'inconclusive', leaves: null });
});

test('smoke takes one window of each variant and shows nothing', async () => {
  const outcome = await compareOpen(subject(even), options({ windows: 2, judges: false }));
  expect(outcome).toMatchObject({ verdict: 'inconclusive', reason: 'smoke', sessions: 2, evidence: { order: 'BC' } });
});

test('a budget leaves out later windows, never the first two', async () => {
  const outcome = await compareOpen(subject(even), options({ windows: 8, secondsLeft: () => 0 }));
  expect(outcome.evidence.order).toBe('BC');
});

test('an abort ends it between two pairs of windows', async () => {
  const controller = new AbortController();
  const told: number[] = [];
  const onWindows = (windows: number) => {
    told.push(windows);
    controller.abort(new Error('interrupted'));
  };
  await expect(compareOpen(subject(even), options({ signal: controller.signal, onWindows }))).rejects.toThrow('interrupted');
  expect(told).toEqual([2]);
});
