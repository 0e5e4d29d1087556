import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { explainedLines } from './plan-text.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const record = sampleRecord();

test('what changes, what is asked, both plans with what was expected and found; and no time', () => {
  const gain = record.comparisons.find(
    ({ id, role, at, variant }) =>
      id === 'indexing/foreign-key' && role === 'gain' && at?.value === 100_000 && variant === 'account_id, created_at',
  );
  const optimization = record.optimizations.find(({ id }) => id === 'indexing/foreign-key');
  if (gain === undefined || optimization === undefined) throw new Error('the sample has no foreign key');
  const lines = explainedLines(optimization, gain).map(spaced);
  expect(lines[0]).toMatch(new RegExp(`^${gain.bench} of ${gain.variant}, against ${gain.baseline}`));
  expect(lines.some((line) => line.startsWith('  + CREATE INDEX'))).toBe(true);
  expect(lines.some((line) => /^ {2}[=−+] .*\(.*rows/.test(line))).toBe(true);
  expect(lines.join('\n')).not.toMatch(/\d (ms|µs|ns)\b/);
});

test('where there is nothing to explain, that is said', () => {
  const [gain] = record.comparisons;
  const optimization = record.optimizations.find(({ id }) => id === gain?.id);
  if (gain === undefined || optimization === undefined) throw new Error('the sample is empty');
  expect(explainedLines({ ...optimization, plans: [] }, gain)).toContain(
    '  no plan: this store, or this bench, has nothing to explain',
  );
});
