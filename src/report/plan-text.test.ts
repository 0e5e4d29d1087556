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

test('whom the change makes wait stands with it, each once', () => {
  const gain = record.comparisons.find(({ id, role }) => id === 'indexing/foreign-key' && role === 'gain');
  const optimization = record.optimizations.find(({ id }) => id === 'indexing/foreign-key');
  if (gain === undefined || optimization === undefined) throw new Error('the sample has no foreign key');
  const lock = (on: string, stops: 'writers' | 'everybody') => ({ on, mode: 'aLock', stops, ms: 1 });
  const waiting = (locks: readonly ReturnType<typeof lock>[]) => {
    const lanes = optimization.lanes.map((lane) => ({ ...lane, locks: [...locks] }));
    return explainedLines({ ...optimization, lanes }, gain).filter((line) => line.startsWith('  !'));
  };
  expect(waiting([])).toEqual([]);
  expect(waiting([lock('logs', 'writers'), lock('logs', 'writers'), lock('users', 'everybody')])).toEqual([
    '  ! aLock on logs while it is made: writers wait',
    '  ! aLock on users while it is made: readers and writers wait',
  ]);
  expect(waiting(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((on) => lock(on, 'everybody'))).slice(-2)).toEqual([
    '  ! aLock on e while it is made: readers and writers wait',
    '  ! and 2 more',
  ]);
});

test('where there is nothing to explain, that is said', () => {
  const [gain] = record.comparisons;
  const optimization = record.optimizations.find(({ id }) => id === gain?.id);
  if (gain === undefined || optimization === undefined) throw new Error('the sample is empty');
  expect(explainedLines({ ...optimization, plans: [] }, gain)).toContain(
    '  no plan: this store, or this bench, has nothing to explain',
  );
});
