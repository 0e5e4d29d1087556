import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { CROWDED } from '../experiment/temper.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { settlingCommand, unsettledLine, unsettledOf } from './unsettled.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const record = sampleRecord();
const noisy = record.comparisons.find(({ verdict }) => verdict === 'inconclusive') as Comparison;
const changed = (more: Partial<Comparison>) => ({ ...record, comparisons: [{ ...noisy, ...more }] });
const line = (more: Partial<Comparison>): string => {
  const [found] = unsettledOf(changed(more));
  return found === undefined ? '' : spaced(unsettledLine(found));
};

test('what is undecided is listed with the sessions and the time that would decide it', () => {
  expect(line({ sessions: 24, sessionsNeeded: 60, seconds: 30, reason: 'noise' })).toBe(
    '◇ query_optimization/work-mem  64 MB  p50: noise; about 60 sessions, 1 min 15 s, would decide it at this noise',
  );
});

test('of a long reason the kind is named', () => {
  expect(line({ sessions: 12, sessionsNeeded: null, reason: 'copy-bias: it was 1.03, and 0.97 with the copies exchanged' })).toBe(
    '◇ query_optimization/work-mem  64 MB  p50: copy-bias; what would decide it is not known (–)',
  );
});

test('what others hindered is decided by a machine without them', () => {
  const crowded = `${CROWDED}, and then only a median can be trusted`;
  expect(line({ sessions: 6, sessionsNeeded: null, reason: crowded })).toMatch(
    /: noise; a machine that others leave alone would decide it$/,
  );
});

test('what is decided, and what a smoke run did not judge, is settled', () => {
  expect(unsettledOf(changed({ verdict: 'same', reason: null }))).toEqual([]);
  expect(unsettledOf(changed({ reason: 'smoke' }))).toEqual([]);
  expect(settlingCommand(record, [])).toBeNull();
});

test('one command gives all of them longer sessions and twice the time that is known', () => {
  const unsettled = unsettledOf(changed({ sessions: 24, sessionsNeeded: 60, seconds: 30 }));
  expect(settlingCommand(record, unsettled)).toBe(
    `npm run bench -- --only 'query_optimization/work-mem' --profile full --scale ${record.run.scale} --seed 42 --timeout 4m`,
  );
});

test('what would take more than an hour is told, and no command is given for it', () => {
  const close = { sessions: 24, sessionsNeeded: 17_699, seconds: 30, reason: 'noise' };
  expect(line(close)).toMatch(/ about 17 699 sessions, 6 h 8 min, would decide it at this noise, which no run is worth$/);
  expect(settlingCommand(record, unsettledOf(changed(close)))).toBeNull();
});
