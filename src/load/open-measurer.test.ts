// Pairs of windows on a fake clock: same arrivals, same questions, one variant after the other, on connections of their own.
import { expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts';
import { fakeTimers } from '../testing/fake-timers.ts';
import { rawP99Ns } from '../testing/sample-open.ts';
import { merged } from './histogram.ts';
import type { OpenSideFor } from './measurer.ts';
import { type OpenMeasurer, type OpenPairReport, type OpenPairSpec, openMeasurer } from './open-measurer.ts';

const MS = 1e6;
const FIRST = 15_000_000;

interface Behaviour {
  /** How long a call takes; null: it is never answered. */
  readonly takesMs?: (question: number) => number | null;
  readonly answer?: (question: number) => unknown;
  readonly scored?: boolean;
}
interface Log {
  readonly opened: number[];
  readonly questions: number[];
  closed: number;
}

function scene(baseline: Behaviour, candidate: Behaviour) {
  const clock: FakeClock = fakeClock();
  const timers = fakeTimers(clock, { turnNs: 10_000 });
  const order: string[] = [];
  const side = (name: string, { takesMs = () => 1, answer = () => [1], scored = false }: Behaviour, log: Log): OpenSideFor => {
    return async (clients) => {
      order.push(name);
      log.opened.push(clients);
      return {
        call: (question) => {
          const number = Number(question);
          log.questions.push(number);
          const ms = number < FIRST ? 0 : takesMs(number);
          return new Promise((resolve, reject) => {
            const reply = () => {
              try {
                resolve(answer(number));
              } catch (error) {
                reject(error);
              }
            };
            if (ms === 0) reply();
            else if (ms !== null) timers.at(clock.nowNs() + ms * MS, reply);
          });
        },
        canonical: String,
        ...(scored ? { scores: {} } : {}),
        counters: {},
        leaves: async () => null,
        close: async () => {
          log.closed += 1;
        },
      };
    };
  };
  const fresh = (): Log => ({ opened: [], questions: [], closed: 0 });
  const logs = { baseline: fresh(), candidate: fresh() };
  const measurer: OpenMeasurer = openMeasurer({
    baseline: side('B', baseline, logs.baseline),
    candidate: side('C', candidate, logs.candidate),
    ...{ clients: 4, ask: (ordinal: number) => ordinal, clock, timers },
  });
  return { measurer, timers, logs, order };
}
type Scene = ReturnType<typeof scene>;

const spec = (more: Partial<OpenPairSpec> = {}): OpenPairSpec => ({
  ...{ index: 0, baselineFirst: true, perSecond: 100, windowMs: 1_000, timeoutMs: 500, mostInFlight: 1_000, runSeed: 7 },
  ...more,
});

/** The windows open connections before they wait on the fake timers, so these run until the pair is done. */
async function paired({ measurer, timers }: Scene, of: OpenPairSpec): Promise<OpenPairReport> {
  let over = false;
  const pair = measurer.openPair(of).finally(() => {
    over = true;
  });
  while (!over) {
    await new Promise((resolve) => void setImmediate(resolve));
    await timers.run();
  }
  return await pair;
}
const timed = ({ questions }: Log) => questions.filter((question) => question >= FIRST);

test('both variants are asked the same questions at the same times, after as many untimed calls on each connection', async () => {
  const at = scene({}, {});
  const { baseline, candidate } = await paired(at, spec());
  expect(at.order).toEqual(['B', 'C']);
  expect(at.logs.baseline).toMatchObject({ opened: [4], closed: 1 });
  expect(at.logs.candidate.questions).toEqual(at.logs.baseline.questions);
  const untimed = at.logs.baseline.questions.filter((question) => question < FIRST);
  // Six on each of four connections, and then a fifth of a second at a hundred a second that nobody counts.
  expect(untimed.filter((question) => question < 14_200_000)).toHaveLength(24);
  expect(untimed.filter((question) => question >= 14_200_000)).toHaveLength(20);
  expect(timed(at.logs.baseline)).toEqual(Array.from({ length: baseline.counts.due }, (_, i) => FIRST + i));
  expect(baseline).toMatchObject({ lastDueNs: candidate.lastDueNs, counts: { due: candidate.counts.due, wrong: 0 } });
  expect(baseline.counts.due).toBeGreaterThan(60);
});

test('the next pair has other arrivals, and questions that were never asked', async () => {
  const at = scene({}, {});
  const first = await paired(at, spec());
  const second = await paired(at, spec({ index: 1, baselineFirst: false }));
  expect(at.order).toEqual(['B', 'C', 'C', 'B']);
  expect(second.baseline.lastDueNs).not.toBe(first.baseline.lastDueNs);
  expect(new Set(at.logs.baseline.questions).size).toBe(at.logs.baseline.questions.length);
});

test('three times of each call are kept apart', async () => {
  const { baseline, candidate } = await paired(scene({ takesMs: () => 3 }, { takesMs: () => 8 }), spec());
  for (const [report, ms] of [
    [baseline, 3],
    [candidate, 8],
  ] as const) {
    expect(Math.abs(rawP99Ns(report.service) - ms * MS)).toBeLessThan(0.001 * ms * MS);
    // A turn of the fake event loop takes 10 µs, and nothing is later than that.
    expect(report.lag.maxNs).toBeLessThanOrEqual(10_000);
    expect(report.response.maxNs - report.service.maxNs).toBeLessThanOrEqual(10_000);
    expect(merged([report.response]).calls()).toBe(report.counts.answered);
  }
});

test('a call that times out counts as the time-out in the response, and in no service time', async () => {
  const { candidate } = await paired(scene({}, { takesMs: (question) => (question % 10 === 0 ? null : 1) }), spec());
  const { due, answered, timedOut, sent } = candidate.counts;
  expect(timedOut).toBeGreaterThan(5);
  expect([answered + timedOut, sent]).toEqual([due, due]);
  expect(candidate.response.maxNs).toBe(500 * MS);
  expect(merged([candidate.response]).calls()).toBe(due);
  expect(merged([candidate.service]).calls()).toBe(answered);
});

test('failed calls are counted by class and leave no time', async () => {
  const failing = (question: number) => {
    if (question % 2 === 0) throw new Error(`no row ${question}`);
    return [1];
  };
  const { candidate } = await paired(scene({}, { answer: failing }), spec());
  expect(candidate.errorClasses).toEqual([{ message: 'no row #', calls: candidate.counts.failed }]);
  expect(merged([candidate.response]).calls()).toBe(candidate.counts.answered);
  expect(candidate.counts.failed + candidate.counts.answered).toBe(candidate.counts.due);
});

test('an answer with another number of rows than the baseline’s is wrong; one to which there is no other is not', async () => {
  const rows = (question: number) => (question === FIRST + 5 || question === FIRST + 6 ? [1, 2] : [1]);
  const silent = (question: number) => (question === FIRST + 6 ? null : 1);
  const at = scene({ takesMs: silent }, { answer: rows });
  expect((await paired(at, spec())).candidate.counts.wrong).toBe(1);
  const scored = scene({ scored: true }, { answer: rows, scored: true });
  expect((await paired(scored, spec())).candidate.counts.wrong).toBe(0);
});
