import { expect, test } from 'vitest';
import { type OpenSample, openEvidence } from '../testing/sample-open.ts';
import { judgeOpen } from './open-verdict.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const judged = (baseline: OpenSample, candidate: OpenSample = {}, judges = true) => {
  const { verdict, reason } = judgeOpen(openEvidence(baseline, candidate), judges);
  return `${verdict}: ${spaced(reason)}`;
};

test('figures that stand are shown, and never judged, however far apart they lie', () => {
  expect(judged({ responseNs: 40e6 }, { responseNs: 400_000 })).toBe('inconclusive: open load: shown, not judged');
});

test('a lag whose p99 is more than two milliseconds is the generator’s fault', () => {
  expect(judged({}, { lagNs: 3e6, responseNs: 100e6 })).toBe(
    'invalid: generator: p99 of its lag is 2.97 ms for the candidate, more than 2.00 ms',
  );
  expect(judged({ lagNs: 2.01e6, responseNs: 100e6 })).toBe('inconclusive: open load: shown, not judged');
});

test('so is one that makes up more than a tenth of the response', () => {
  expect(judged({ lagNs: 500_000, responseNs: 400_000 })).toBe(
    "invalid: generator: p99 of its lag is 495 µs for the baseline, more than 10 % of the response's 3.96 ms",
  );
});

test('so is a rate that is off by more than a hundredth', () => {
  expect(judged({ rateKept: 0.989 })).toBe('invalid: generator: it kept 98.9 % of the rate for the baseline');
  expect(judged({ rateKept: 0.991 })).toBe('inconclusive: open load: shown, not judged');
});

test('more than a hundredth of the calls without an answer, whatever the cause, and no time is believed', () => {
  const lost = { failed: 9, timedOut: 8, dropped: 4 };
  const errorClasses = [{ message: 'deadlock detected', calls: 9 }];
  expect(judged({ lost, errorClasses })).toBe(
    'invalid: 21 of 2000 calls of the baseline were not answered: 9 failed (deadlock detected), 8 timed out after 5.00 s, 4 dropped',
  );
  expect(judged({ lost: { failed: 20 } })).toBe('inconclusive: open load: shown, not judged');
});

test('one wrong answer is enough', () => {
  expect(judged({}, { lost: { wrong: 1 } })).toBe('invalid: 1 calls had another number of rows in the other variant');
});

test('every fault is told, the answers’ first', () => {
  expect(judged({ lost: { failed: 30 }, rateKept: 0.5 }, { lost: { wrong: 2 } }).split('; ')).toHaveLength(3);
});

test('smoke shows no time, so that the generator may be late; answers and errors count all the same', () => {
  expect(judged({ lagNs: 9e6, rateKept: 0.5 }, {}, false)).toBe('inconclusive: smoke');
  expect(judged({ lost: { failed: 30 } }, {}, false)).toMatch(/^invalid: 30 of 2000/);
});
