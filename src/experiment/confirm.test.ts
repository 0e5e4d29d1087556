import { expect, test } from 'vitest';
import { laneAgain } from './confirm.ts';

test('a lane that measures a claim again has a name that every store takes, and that no lane of the run has', () => {
  // Neo4j and MongoDB make labels and databases of it, and take no underscore.
  expect(laneAgain('l12')).toMatch(/^[a-z0-9]{1,40}$/);
  expect(laneAgain('l12')).not.toMatch(/^l\d+$/);
});
