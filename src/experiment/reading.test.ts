/** One number out of whatever a store answers. */
import { expect, test } from 'vitest';
import { UntoldError } from '../errors.ts';
import type { Connection } from '../stores/store.ts';
import { readFigure } from './reading.ts';

const answering = (answer: unknown): Connection => ({
  lane: { rows: () => 0 } as never,
  run: async () => answer,
  print: String,
  close: async () => undefined,
});
const figureOf = (answer: unknown) => readFigure(answering(answer), 'SELECT …');

test.each([
  [[{ sum: '12345' }], 12_345],
  [[{ count: 0 }], 0],
  [7n, 7],
  [3.5, 3.5],
])('%o reads as %d', async (answer, number) => {
  expect(await figureOf(answer)).toEqual({ value: number });
});

test.each([[[]], [[{ sum: null }]], [null], [''], [[{ sum: ' ' }]], [true], ['many']])(
  '%j is no number, and never 0',
  async (answer) => {
    await expect(figureOf(answer)).rejects.toThrow('which is no number');
  },
);

test('what a server cannot tell of one lane is not known, and says why; what fails otherwise is an error', async () => {
  const connection = answering(0);
  const untold = () => Promise.reject(new UntoldError('it tells the sum of all'));
  expect(await readFigure(connection, untold)).toEqual({ value: null, why: 'it tells the sum of all' });
  await expect(readFigure(connection, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});
