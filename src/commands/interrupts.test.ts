// The first signal asks politely, the echo of npm is not a second one, a later one ends at once.
import { expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { createInterrupts, ECHO_NS, type Interrupts } from './interrupts.ts';

function watched() {
  const clock = { ...fakeClock(), date: (): Date => new Date(0) };
  const ended: number[] = [];
  const told: string[] = [];
  const interrupts: Interrupts = createInterrupts(
    clock,
    (code) => ended.push(code),
    (line) => told.push(line),
  );
  return { clock, ended, told, interrupts };
}

test('before any signal nothing is aborted and no code is set', () => {
  const { interrupts } = watched();
  expect([interrupts.signal.aborted, interrupts.code()]).toEqual([false, null]);
});
test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s aborts and will end with %i', (name, code) => {
  const { interrupts, ended, told } = watched();
  interrupts.on(name);
  expect([interrupts.signal.aborted, interrupts.code(), ended, told.length]).toEqual([true, code, [], 1]);
});
test('the same Ctrl-C twice, as npm forwards it, does not end at once; a later one does', () => {
  const { interrupts, clock, ended } = watched();
  interrupts.on('SIGINT');
  clock.advance(ECHO_NS);
  interrupts.on('SIGINT');
  expect(ended).toEqual([]);
  clock.advance(1);
  interrupts.on('SIGINT');
  expect(ended).toEqual([130]);
});
test('a reader who has gone aborts without a code', () => {
  const { interrupts, told } = watched();
  interrupts.readerGone();
  expect([interrupts.signal.aborted, interrupts.code(), told]).toEqual([true, null, []]);
});
