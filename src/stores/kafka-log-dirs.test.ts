import { expect, test } from 'vitest';
import { sizesIn } from './kafka-log-dirs.ts';

const int = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32();
const short = (value: number) => Buffer.from(Uint16Array.of(value).buffer).swap16();
const long = (value: number) => Buffer.concat([int(0), int(value)]);
const text = (value: string) => Buffer.concat([short(value.length), Buffer.from(value)]);
const partition = (number: number, bytes: number, moving = false) =>
  Buffer.concat([int(number), long(bytes), long(0), Buffer.from([moving ? 1 : 0])]);
const topic = (name: string, ...partitions: Buffer[]) => Buffer.concat([text(name), int(partitions.length), ...partitions]);
const folder = (error: number, ...topics: Buffer[]) => Buffer.concat([short(error), text('logs'), int(topics.length), ...topics]);
const reply = (...folders: Buffer[]) => Buffer.concat([int(1), int(0), int(folders.length), ...folders]);

test('a topic has the bytes of its partitions in every folder', () => {
  const sizes = sizesIn(
    reply(
      folder(0, topic('a', partition(0, 100), partition(1, 20)), topic('b', partition(0, 7))),
      folder(0, topic('a', partition(2, 3))),
    ),
  );
  expect([...(sizes ?? [])]).toEqual([
    ['a', 123],
    ['b', 7],
  ]);
});

test('a replica that is being moved is not counted twice', () => {
  expect(sizesIn(reply(folder(0, topic('a', partition(0, 100), partition(0, 60, true)))))?.get('a')).toBe(100);
});

test('a folder that cannot be read, and an answer to somebody else, are errors', () => {
  expect(() => sizesIn(reply(folder(56)))).toThrow('in logs: error 56');
  expect(() => sizesIn(int(9))).toThrow('answered request 9, not 1');
});

test('a broker that cannot ask its system tells nothing, and nothing is made up', () => {
  expect(sizesIn(reply(folder(-1)))).toBeNull();
});
