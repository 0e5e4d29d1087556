/** Statements as one would type them. */
import { expect, test } from 'vitest';
import { literal, printSql } from './postgres-text.ts';

test('parameters stand in their places, quoted where SQL wants it', () => {
  const statement = { sql: 'SELECT * FROM t WHERE a = $1 AND b = $2 AND c < $3 AND d = $1', params: [7, "O'Hara", new Date(0)] };
  expect(printSql(statement)).toBe("SELECT * FROM t WHERE a = 7 AND b = 'O''Hara' AND c < '1970-01-01T00:00:00.000Z' AND d = 7");
});

test('the tenth parameter is not the first followed by a nought', () => {
  expect(printSql({ sql: '$1 $10', params: [1, 2, 3, 4, 5, 6, 7, 8, 9, 'ten'] })).toBe("1 'ten'");
});

test('a plain text is printed as it stands', () => {
  expect(printSql('SELECT 1')).toBe('SELECT 1');
});

test('nulls, arrays, objects and backslashes have literals', () => {
  expect(literal(null)).toBe('NULL');
  expect(literal([1, 2])).toBe(`'{"1","2"}'`);
  expect(literal(['a"b', null])).toBe(` E'{"a\\\\"b",NULL}'`);
  expect(literal({ campaign: 'c77' })).toBe(`'{"campaign":"c77"}'`);
  expect(literal(true)).toBe('true');
});
