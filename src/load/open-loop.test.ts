// The loop on a clock that stands still until it is moved: every number is exact.
import { expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { fakeTimers } from '../testing/fake-timers.ts';
import { type OpenLoopOptions, openLoop } from './open-loop.ts';

const MS = 1e6;
const TURN_NS = 0.1 * MS;

interface Scene {
  readonly dueMs: readonly number[];
  /** How long the server takes for the n-th call, or that it never answers, or its failure. */
  readonly server: (n: number, sentMs: number) => number | 'never' | Error;
  readonly more?: Partial<OpenLoopOptions>;
  readonly timersLateMs?: number;
  /** The process does nothing else for so long. */
  readonly blocked?: { readonly atMs: number; readonly forMs: number };
}

/** Runs the scene and tells what happened, in order, in milliseconds. */
async function played({ dueMs, server, more = {}, timersLateMs = 0, blocked }: Scene) {
  const clock = fakeClock(5_000 * MS);
  const timers = fakeTimers(clock, { turnNs: TURN_NS, lateNs: timersLateMs * MS });
  const startNs = clock.nowNs();
  const ms = (ns: number) => Math.round(ns / 1e3) / 1e3;
  const events: string[] = [];
  if (blocked !== undefined) timers.at(startNs + blocked.atMs * MS, () => clock.advance(blocked.forMs * MS));
  const ended = openLoop({
    due: Float64Array.from(dueMs.map((at) => at * MS)),
    call: (n) =>
      new Promise((resolve, reject) => {
        const takes = server(n, ms(clock.nowNs() - startNs));
        if (takes instanceof Error) reject(takes);
        else if (takes !== 'never') timers.at(clock.nowNs() + takes * MS, () => resolve([n]));
      }),
    timeoutNs: 1_000 * MS,
    mostInFlight: 100,
    outcomes: {
      dropped: (n) => void events.push(`${n} dropped`),
      sent: (n, lagNs) => void events.push(`${n} sent ${ms(lagNs)} late`),
      answered: (n, answer, { responseNs, serviceNs }) =>
        void events.push(`${n} answered ${JSON.stringify(answer)} response ${ms(responseNs)} service ${ms(serviceNs)}`),
      failed: (n, error) => void events.push(`${n} failed: ${String(error)}`),
      timedOut: (n) => void events.push(`${n} timed out at ${ms(clock.nowNs() - startNs)}`),
    },
    clock,
    timers,
    signal: new AbortController().signal,
    ...more,
  });
  // What rejects is asked for below; until then it must not count as unhandled.
  ended.catch(() => undefined);
  await timers.run();
  return { events, ended };
}

test('calls are sent when they are due, not when the one before is answered', async () => {
  const { events, ended } = await played({ dueMs: [1, 2, 3], server: () => 5 });
  expect(events).toEqual([
    '0 sent 0 late',
    '1 sent 0 late',
    '2 sent 0 late',
    '0 answered [0] response 5 service 5',
    '1 answered [1] response 5 service 5',
    '2 answered [2] response 5 service 5',
  ]);
  expect(await ended).toEqual({ elapsedNs: 8 * MS, lastHandledNs: 3 * MS });
});

test('a timer set to wake early, then turning in place: an arrival is met within a turn though timers come 1.43 ms late', async () => {
  const { events } = await played({ dueMs: [100], server: () => 1, timersLateMs: 1.43 });
  expect(events).toEqual(['0 sent 0.03 late', '0 answered [0] response 1.03 service 1']);
});

test('a server that stops for half a second is seen by every call that was due meanwhile', async () => {
  const stall = (_: number, sentMs: number) => (sentMs < 100 || sentMs >= 600 ? 1 : 600 - sentMs);
  const { events } = await played({ dueMs: [50, 150, 350, 550, 650], server: stall });
  expect(events.filter((event) => event.includes('answered'))).toEqual([
    '0 answered [0] response 1 service 1',
    '1 answered [1] response 450 service 450',
    '2 answered [2] response 250 service 250',
    '3 answered [3] response 50 service 50',
    '4 answered [4] response 1 service 1',
  ]);
});

test('a blocked process sends late, says so, and counts from the intended start all the same', async () => {
  const { events, ended } = await played({ dueMs: [10, 60, 110], server: () => 2, blocked: { atMs: 20, forMs: 300 } });
  expect(events).toEqual([
    '0 sent 0 late',
    '0 answered [0] response 2 service 2',
    '1 sent 260 late',
    '2 sent 210 late',
    '1 answered [1] response 262 service 2',
    '2 answered [2] response 212 service 2',
  ]);
  expect((await ended).lastHandledNs).toBe(320 * MS);
});

test('a call that is not answered in time is over; an answer that comes later is nobody’s', async () => {
  const server = (n: number) => (n === 0 ? 'never' : n === 1 ? 1_500 : 1);
  const { events, ended } = await played({ dueMs: [1, 2, 900], server });
  expect(events).toEqual([
    '0 sent 0 late',
    '1 sent 0 late',
    '2 sent 0 late',
    '2 answered [2] response 1 service 1',
    '0 timed out at 1001',
    '1 timed out at 1002',
  ]);
  expect((await ended).elapsedNs).toBe(1_002 * MS);
});

test('more calls under way than allowed are dropped, and room that is free again is used', async () => {
  const { events } = await played({ dueMs: [1, 2, 3, 12], server: () => 10, more: { mostInFlight: 2 } });
  expect(events).toEqual([
    '0 sent 0 late',
    '1 sent 0 late',
    '2 dropped',
    '0 answered [0] response 10 service 10',
    '1 answered [1] response 10 service 10',
    '3 sent 0 late',
    '3 answered [3] response 10 service 10',
  ]);
});

test('a call that fails is an outcome, also one that throws before it returns', async () => {
  const { events } = await played({ dueMs: [1], server: () => new Error('deadlock detected') });
  expect(events).toEqual(['0 sent 0 late', '0 failed: Error: deadlock detected']);
  const thrown = await played({
    dueMs: [1],
    server: () => 1,
    more: {
      call: () => {
        throw new Error('no such key');
      },
    },
  });
  expect(thrown.events).toEqual(['0 sent 0 late', '0 failed: Error: no such key']);
});

test('arrivals that are due at once are sent at once', async () => {
  const { events } = await played({ dueMs: [5, 5, 5], server: () => 1 });
  expect(events.slice(0, 3)).toEqual(['0 sent 0 late', '1 sent 0 late', '2 sent 0 late']);
});

test('without an arrival it ends at once', async () => {
  expect(await (await played({ dueMs: [], server: () => 1 })).ended).toEqual({ elapsedNs: 0, lastHandledNs: 0 });
});

test('an abort ends it with the reason: nothing is sent, timed out or counted any more', async () => {
  const controller = new AbortController();
  const { events, ended } = await played({
    dueMs: [1, 2, 2, 50],
    server: (n) => {
      if (n === 1) controller.abort(new Error('interrupted'));
      return 5;
    },
    more: { signal: controller.signal },
  });
  await expect(ended).rejects.toThrow('interrupted');
  expect(events).toEqual(['0 sent 0 late', '1 sent 0 late']);
});

test('a signal that aborted before sends nothing', async () => {
  const { events, ended } = await played({ dueMs: [1], server: () => 1, more: { signal: AbortSignal.abort(new Error('gone')) } });
  await expect(ended).rejects.toThrow('gone');
  expect(events).toEqual([]);
});
