import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';

const first = (state: Comparison['state']): string => {
  const record = sampleRecord();
  return renderHtml({
    ...record,
    comparisons: record.comparisons.slice(0, 1).map((each) => ({ ...each, ...(state !== undefined && { state }) })),
  });
};
const quiet = { did: 'CHECKPOINT', found: 'redo begins at 0/2A, and 0/29 was written last' };
const crowded = { did: 'pg_prewarm', found: '7 of 9 blocks', warning: 'more than 80 % of the cache' };

test('each step of either lane stands with what was read back, and a warning with it', () => {
  const page = first({ baseline: [quiet], candidate: [quiet, crowded] });
  expect(page).toContain(`<th scope="row">CHECKPOINT</th><td>${quiet.found}</td><td>${quiet.found}</td>`);
  expect(page).toContain('<td>7 of 9 blocks. <b>Warning: more than 80 % of the cache</b></td>');
  expect(page).toContain('State before it was measured (2 steps, with warnings)');
});

test('a record from before states were kept is still read, and says nothing of them', () => {
  expect(first(undefined)).not.toContain('State before it was measured');
});
