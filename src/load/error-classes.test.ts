import { expect, test } from 'vitest';
import { errorClasses, mergedClasses } from './error-classes.ts';

test('messages that differ in their numbers and keys alone are one class; the most frequent stands first', () => {
  const classes = errorClasses();
  classes.add('relation "orders" does not exist');
  for (const id of [17, 18, 19]) classes.add(`Key (id)=(${id}) already exists.\nDETAIL: row ${id}`);
  classes.add('Key (id)=(3f2504e0-4f89-11d3-9a0c-0305e82c3301) already exists.');
  expect(classes.list()).toEqual([
    { message: 'Key (id)=(#) already exists.', calls: 4 },
    { message: 'relation "orders" does not exist', calls: 1 },
  ]);
});

test('ten classes are kept and the rest is counted together', () => {
  const classes = errorClasses();
  for (const letter of 'abcdefghijklm') classes.add(`unknown column ${letter}`);
  expect(classes.list()).toHaveLength(11);
  expect(classes.list()[0]).toEqual({ message: 'other messages', calls: 3 });
});

test('classes of several windows add up', () => {
  const one = [{ message: 'deadlock detected', calls: 2 }];
  expect(mergedClasses([one, [], [...one, { message: 'other messages', calls: 5 }]])).toEqual([
    { message: 'other messages', calls: 5 },
    { message: 'deadlock detected', calls: 4 },
  ]);
});

test('a message without end is cut', () => {
  const classes = errorClasses();
  classes.add('x y '.repeat(1_000));
  expect(classes.list()[0]?.message).toHaveLength(201);
});
