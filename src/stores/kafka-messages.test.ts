import { expect, test } from 'vitest';
import { filling } from './kafka-messages.ts';

test('a filled topic has a key of its own for each message, and the same messages every time', () => {
  const messages = Array.from({ length: 10_000 }, (_, i) => filling(i + 1));
  expect(new Set(messages.map(({ key }) => key)).size).toBe(10_000);
  expect(filling(7)).toEqual(messages[6]);
  expect(filling(1)).toEqual({
    key: '17wdrqp',
    value: `{"id":1,"type":"transaction.completed","note":"${'17wdrqp'.padEnd(180, 'x')}"}`,
  });
});

test('messages are about 230 bytes', () => {
  for (const position of [1, 240, 20_000]) expect(Math.abs(filling(position).value.length - 230)).toBeLessThan(10);
});
