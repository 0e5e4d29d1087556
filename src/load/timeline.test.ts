import { expect, test } from 'vitest';
import { type Arrivals, timelineOf } from './timeline.ts';

const MS = 1e6;
/** A call each 10 ms for two seconds, the event at 1 s; `answer` says after how many milliseconds, or null. */
function arrivals(answer: (atMs: number) => number | null): Arrivals {
  const dueNs = Float64Array.from({ length: 200 }, (_, n) => n * 10 * MS);
  const answeredNs = dueNs.map((due) => {
    const took = answer(due / MS);
    return took === null ? Number.NaN : due + took * MS;
  });
  return { dueNs, answeredNs };
}
const AROUND = { eventNs: 1_000 * MS, endNs: 2_000 * MS, stepNs: 100 * MS };

test('where nothing happens the longest silence is that of the arrivals', () => {
  const { outageMs, quietMs, maxMs, steps } = timelineOf(
    arrivals(() => 1),
    AROUND,
  );
  expect({ outageMs, quietMs, maxMs }).toEqual({ outageMs: 10, quietMs: 10, maxMs: 1 });
  expect(steps).toHaveLength(20);
  expect(steps[0]).toEqual({ atMs: -1_000, due: 10, answered: 10, p50Ns: MS, maxNs: MS });
  expect(steps[10]?.atMs).toBe(0);
});

test('calls that fail for 300 ms after the event are an outage of so long', () => {
  const { outageMs, steps } = timelineOf(
    arrivals((at) => (at >= 1_000 && at < 1_300 ? null : 1)),
    AROUND,
  );
  // From the event to the answer of the call that is due at 1,300 ms.
  expect(outageMs).toBe(301);
  expect(steps.slice(9, 14).map(({ answered }) => answered)).toEqual([10, 0, 0, 0, 10]);
  expect(steps[10]).toMatchObject({ due: 10, p50Ns: null, maxNs: null });
});

test('a server that stands still answers all at once: the outage is as long, and so is the longest answer', () => {
  const { outageMs, maxMs } = timelineOf(
    arrivals((at) => (at >= 1_000 && at < 1_400 ? 1_400 - at : 1)),
    AROUND,
  );
  expect(outageMs).toBe(400);
  expect(maxMs).toBe(400);
});

test('an outage that is not over at the end has no length', () => {
  const dead = arrivals((at) => (at >= 1_000 ? null : 1));
  expect(timelineOf(dead, AROUND).outageMs).toBeNull();
  expect(
    timelineOf(
      arrivals((at) => (at >= 1_500 ? null : 1)),
      { ...AROUND, endNs: 3_000 * MS },
    ).outageMs,
  ).toBeNull();
});
