// What an open load is for, on a real Redis: a stall of half a second that a closed loop hides, and a generator that owns up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Counts } from '../define.ts';
import { CONSTANTS } from '../experiment/constants.ts';
import { compareOpen } from '../experiment/open-load.ts';
import { draw } from '../random.ts';
import { redis } from '../stores/redis.ts';
import type { Address, Connection } from '../stores/store.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { poissonArrivals } from './arrivals.ts';
import { watchEventLoop } from './event-loop.ts';
import { merged } from './histogram.ts';
import { measurer, type OpenSideFor } from './measurer.ts';
import { systemTimers } from './open-loop.ts';
import { openMeasurer } from './open-measurer.ts';
import { openWindow } from './open-window.ts';
import { recorder } from './recorder.ts';
import { runSlice } from './slice.ts';

const COUNTS: Counts = { users: 0, accounts: 0, sessions: 0, businesses: 0, transactions: 0, logs: 0 };
const MS = 1e6;
const SECONDS = 5;
const PAUSE_AT_NS = 2e9;

/** Does nothing else for so long, as a heavy computation would. */
function block(ns: number): void {
  const startNs = systemClock.nowNs();
  while (systemClock.nowNs() - startNs < ns);
}

let services: TestServices;
let address: Address;
let connection: Connection<'redis'>;
let other: Connection<'redis'>;
const connect = () => redis.connect(address, { client: {}, clients: 1 });
beforeAll(async () => {
  services = await testServices('redis', COUNTS);
  // So often a second does Redis look whether a pause has ended; by default it may last a tenth of a second longer.
  address = await services.server('redis', { settings: { hz: 500 } });
  connection = await connect();
  other = await connect();
  await connection.run(['SET', 'key', 'value']);
});
afterAll(async () => {
  await connection?.close();
  await other?.close();
  await services?.[Symbol.asyncDispose]();
});

/** Stops the server for half a second, once. */
function stall(): () => void {
  let begun = false;
  return () => {
    if (!begun) void other.run(['CLIENT', 'PAUSE', 500, 'ALL']);
    begun = true;
  };
}

test('half a second in which the server stands still is the p99 of an open load, and nothing to a closed one', async () => {
  const draws = draw(19, 0, 0);
  const due = poissonArrivals({ perSecond: 500, durationNs: SECONDS * 1e9, uniform: () => draws.next() });
  const stallOpen = stall();
  const { report } = await openWindow({
    ...{ due, clock: systemClock, timers: systemTimers, watch: watchEventLoop },
    ...{ timeoutNs: 5e9, mostInFlight: 10_000, signal: AbortSignal.timeout(60_000) },
    call: (n) => {
      if ((due[n] ?? 0) >= PAUSE_AT_NS) stallOpen();
      return connection.run(['GET', 'key']);
    },
  });
  expect(report.counts).toMatchObject({ due: due.length, answered: due.length });
  const response = merged([report.response]).distribution();
  // A tenth of the arrivals fall into the stall, so p99 = 500 ms · (1 − 0.01 ÷ 0.1) on a quiet machine; a busy one only adds to it.
  const openP99Ns = response.p99?.ns ?? 0;
  expect(openP99Ns).toBeGreaterThan(300 * MS);

  const closed = recorder();
  const stallClosed = stall();
  const startNs = systemClock.nowNs();
  for (let nowNs = startNs; nowNs - startNs < SECONDS * 1e9; nowNs = systemClock.nowNs()) {
    if (nowNs - startNs >= PAUSE_AT_NS) stallClosed();
    closed.add(await runSlice(() => connection.run(['GET', 'key']), Array(20).fill(null), 1, systemClock));
  }
  const figures = closed.figures();
  // It met the stall, in one call, and its p99 says nothing of it.
  expect(figures.maxNs).toBeGreaterThan(400 * MS);
  expect(figures.p99Ns).toBeLessThan(openP99Ns / 5);
});

test('a generator whose event loop was blocked for 300 ms declares its own figures invalid', async () => {
  let calls = 0;
  const sideOf =
    (blocks: boolean): OpenSideFor =>
    async () => {
      const own = await connect();
      return {
        call: () => {
          calls += blocks ? 1 : 0;
          if (blocks && calls === 500) block(300 * MS);
          return own.run(['GET', 'key']);
        },
        canonical: String,
        counters: {},
        leaves: async () => null,
        close: () => own.close(),
      };
    };
  const options = {
    ...{ baseline: sideOf(false), candidate: sideOf(true), clients: 1, clock: systemClock, coin: () => true },
    ...{ ask: (ordinal: number) => ordinal, askFixed: (ordinal: number) => ordinal },
    limits: { opsPerSlice: 1, leastOpsPerSlice: 1, slicePairMs: 1, leastBlocks: 1, mostSessionMs: 1, rewarmMs: 0 },
  };
  const outcome = await compareOpen(
    { ...measurer(options), ...openMeasurer(options) },
    {
      ...{ perSecond: 500, clients: 1, windows: 2, windowMs: 2_000, judges: true, runSeed: 7, baselineFirst: true },
      ...{ secondsLeft: () => 60, onWindows: () => undefined, signal: AbortSignal.timeout(60_000) },
    },
  );
  expect(outcome.verdict).toBe('invalid');
  expect(outcome.reason).toMatch(/generator: p99 of its lag is .* for the candidate, more than/);
  expect(merged([outcome.evidence.candidate.lag]).rawNs(0.99)).toBeGreaterThan(CONSTANTS.open.mostLagP99Ms * MS);
});
