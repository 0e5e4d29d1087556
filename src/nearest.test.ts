// Which words are close enough to be meant.
import { expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from './nearest.ts';

test('the distance counts insertions, deletions and substitutions', () => {
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('same', 'same')).toBe(0);
});
test('the closest word comes first, and a word unlike all gets no guess', () => {
  expect(nearest('nighty', ['smoke', 'nightly', 'night'])).toEqual(['nightly', 'night']);
  expect(didYouMean('xyzzyx', ['smoke', 'full'])).toBe('');
  expect(didYouMean('smok', ['smoke', 'full'])).toBe(' Did you mean smoke?');
});
