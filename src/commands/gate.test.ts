// What a run says when it is to be judged at its end.
import { expect, test } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { gateAfter } from './gate.ts';

const sample = sampleRecord({ comparisons: [], failed: [], optimizations: [] });
const empty = { ...sample, run: { ...sample.run, planned: 0 } };

test('a run that holds nothing has nothing to be green about', () => {
  const io = fakeIo({});
  expect(gateAfter({ code: 0, record: empty }, io)).toBe(8);
  expect(io.stderr.written()).toContain('gate: empty (exit code 8)');
});

test('wrong answers stay what the run said of them', () => {
  expect(gateAfter({ code: 4, record: sampleRecord() }, fakeIo({}))).toBe(4);
});

test.each([3, 130])('a run that ended with %d is not judged', (code) => {
  const io = fakeIo({});
  expect(gateAfter({ code, record: empty }, io)).toBe(code);
  expect(io.stderr.written()).toBe('');
});
