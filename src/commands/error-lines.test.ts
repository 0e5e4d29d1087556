// How a command ends: code and words by the kind of failure.
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { ServerError, UserError } from '../errors.ts';
import { endingOf } from './error-lines.ts';

test("the caller's mistake: message and every line of the hint, code 2", () =>
  expect(endingOf(new UserError('no such id', 'look here\nor there'))).toEqual({
    code: 2,
    lines: ['error: no such id', '  look here', '  or there'],
  }));
test('a server: message, the last lines of its log, the hint, code 3', () =>
  expect(endingOf(new ServerError('no answer', { log: ['FATAL: full'], hint: 'free some disk' }))).toEqual({
    code: 3,
    lines: ['error: no answer', 'last lines of its log:', '  | FATAL: full', '  free some disk'],
  }));
test('a bug: its stack, code 1', () => {
  const { code, lines } = endingOf(new TypeError('x is not a function'));
  expect(code).toBe(1);
  expect(lines.join('\n')).toMatch(/TypeError: x is not a function\n\s+at /);
  expect(endingOf('thrown text').lines.at(-1)).toBe('thrown text');
});
test('what commander has printed itself is not printed again: help 0, mistakes 2', () => {
  expect(endingOf(new CommanderError(0, 'commander.help', ''))).toEqual({ code: 0, lines: [] });
  expect(endingOf(new CommanderError(1, 'commander.unknownOption', 'x'))).toEqual({ code: 2, lines: [] });
});
