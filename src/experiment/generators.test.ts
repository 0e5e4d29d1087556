// Which comparisons share a load generator, over processes that only note when they start and end.
import { expect, test } from 'vitest';
import type { Generator } from '../load/generator.ts';
import { PROFILES } from './constants.ts';
import { generatorsOf } from './generators.ts';

const unasked = (): Promise<never> => Promise.reject(new Error('nothing is measured here'));

/** What was lent to three circumstances, of whom the given one failed, and what became of the processes. */
async function threeLent(name: 'smoke' | 'quick', failing: number | null) {
  const told: string[] = [];
  let started = 0;
  const startGenerator = (): Generator => {
    started += 1;
    const own = started;
    told.push(`start ${own}`);
    return {
      ...{ pid: own, begin: unasked, task: unasked, drill: unasked, burst: unasked, alternate: unasked, beside: unasked },
      [Symbol.asyncDispose]: async () => void told.push(`end ${own}`),
    };
  };
  {
    await using generators = generatorsOf({ startGenerator, profile: { name, ...PROFILES[name] } });
    for (const circumstance of [1, 2, 3]) {
      await using lent = generators.lend();
      told.push(`${circumstance} has ${lent.generator.pid}`);
      if (circumstance === failing) lent.spoil();
    }
  }
  return told.join(', ');
}

test('where figures are judged, each circumstance has a process of its own', async () => {
  expect(await threeLent('quick', null)).toBe('start 1, 1 has 1, end 1, start 2, 2 has 2, end 2, start 3, 3 has 3, end 3');
});

test('where nothing is judged, one process serves all, and ends with them', async () => {
  expect(await threeLent('smoke', null)).toBe('start 1, 1 has 1, 2 has 1, 3 has 1, end 1');
});

test('after a failure nobody is lent the same process', async () => {
  expect(await threeLent('smoke', 2)).toBe('start 1, 1 has 1, 2 has 1, end 1, start 2, 3 has 2, end 2');
});
