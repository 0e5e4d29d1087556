/** The text must be what PostgreSQL would print: one digest then proves a whole load. */
import { expect, test } from 'vitest';
import type { Value } from '../src/define.ts';
import { copyText, writeValue } from './copy-text.ts';
import { countsAt, dataset } from './domain.ts';
import type { Rows } from './rows.ts';

function copyValue(value: Value): string {
  const bytes = Buffer.alloc(200);
  return bytes.toString('utf8', 3, writeValue(bytes, 3, value));
}

test('values are written in the form in which PostgreSQL prints them', () => {
  expect(copyValue(17)).toBe('17');
  expect(copyValue(true)).toBe('t');
  expect(copyValue(false)).toBe('f');
  expect(copyValue('12.30')).toBe('12.30');
  expect([0, 9, 10, 999, 1000, 2_147_483_647, 2_147_483_648, -5, 1.5].map(copyValue)).toEqual([
    ...['0', '9', '10', '999', '1000', '2147483647', '2147483648', '-5', '1.5'],
  ]);
  expect(copyValue(new Date('2025-01-01T00:00:00Z'))).toBe('2025-01-01 00:00:00+00');
  expect(copyValue(new Date('2025-11-09T23:05:07.120Z'))).toBe('2025-11-09 23:05:07.12+00');
  expect(copyValue(new Date('1969-12-31T23:59:59.999Z'))).toBe('1969-12-31 23:59:59.999+00');
});

test('what would end a field or a row is escaped', () => {
  expect(copyValue('a\tb\nc\rd\\e')).toBe('a\\tb\\nc\\rd\\\\e');
  expect(copyValue('\b\f\v')).toBe('\\b\\f\\v');
});

test('letters beyond ASCII are UTF-8, also after ordinary ones', () => {
  expect(copyValue('Yogyakarta é 東京\t!')).toBe('Yogyakarta é 東京\\t!');
});

test('a row that does not fit into its chunk is refused, not cut', () => {
  const rows: Rows = { ...dataset(42, countsAt(0.01)), row: () => ({ email: 'x'.repeat(300_000) }) };
  expect(() => [...copyText(rows, 'users')]).toThrow('row 1 of users is longer than');
});

test('a table is its rows in id order, a line each, however the chunks fall', () => {
  const data = dataset(42, countsAt(0.01));
  const text = Buffer.concat([...copyText(data, 'users')]).toString();
  const lines = text.split('\n');
  expect(lines).toHaveLength(2_001);
  expect(lines.at(-1)).toBe('');
  expect(lines[0]).toBe(
    '1\tfreda.larson.1@example.com\tfredalarson1\t$bench$no-login$8b352c847425caf0cee195c9747b9f825f2de711\tt\tuser\t2023-01-02 03:51:02+00\t2025-04-03 02:07:58+00',
  );
  expect(lines.slice(0, -1).map((line) => Number(line.split('\t')[0]))).toEqual(Array.from({ length: 2_000 }, (_, i) => i + 1));
});

test('metadata has the key order and spacing of a jsonb', () => {
  const text = String(dataset(42, countsAt(0.01)).row('transactions', 1)['metadata']);
  expect(text).toMatch(/^\{"ref": "t1-[0-9a-f]{8}", "device": "[a-z]+", "channel": "[a-z]+", "campaign": "c\d+"\}$/);
});
