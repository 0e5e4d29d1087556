import { expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { type BurstRequest, burst } from './burst.ts';

const REQUEST: BurstRequest = { metric: 'p50', ms: 1, warmMs: 0.1, opsPerSlice: 2, digestCalls: 3, ordinal: 0 };

/** Every third call takes three times as long. */
function subject(failsAt = -1) {
  const clock = fakeClock();
  const asked: unknown[] = [];
  const side = {
    call: async (question: unknown) => {
      if (asked.length === failsAt) throw new Error('gone');
      asked.push(question);
      clock.advance(asked.length % 3 === 0 ? 30_000 : 10_000);
      return [question];
    },
    canonical: (answer: unknown) => JSON.stringify(answer),
    counters: {},
    leaves: async () => null,
    close: async () => undefined,
  };
  const ask = (ordinal: number) => ordinal;
  return { asked, options: { side, clients: 1, askFixed: (ordinal: number) => -ordinal, ask, clock } };
}

test('what a call takes by itself: the median, or the mean, of a burst that was warmed', async () => {
  const one = subject();
  expect(await burst(one.options, REQUEST)).toMatchObject({ ms: 0.01 });
  const { ms, calls } = await burst(subject().options, { ...REQUEST, metric: 'mean' });
  expect(calls).toBeGreaterThan(50);
  expect(ms).toBeCloseTo(0.0167, 3);
});

test('fixed questions come first, no question comes twice, and another burst asks others', async () => {
  const one = subject();
  await burst(one.options, REQUEST);
  expect(one.asked.slice(0, 3)).toEqual([-0, -1, -2]);
  expect(new Set(one.asked).size).toBe(one.asked.length);
  const other = subject();
  await burst(other.options, { ...REQUEST, ordinal: 1 });
  expect(other.asked.slice(3).some((question) => one.asked.includes(question))).toBe(false);
});

test('equal answers have equal digests', async () => {
  const { answer } = await burst(subject().options, REQUEST);
  expect((await burst(subject().options, { ...REQUEST, ordinal: 5 })).answer).toBe(answer);
  expect((await burst(subject().options, { ...REQUEST, digestCalls: 2 })).answer).not.toBe(answer);
});

test('a call that fails ends it', async () => {
  await expect(burst(subject(20).options, REQUEST)).rejects.toThrow('a call failed: gone');
});
