/** Names of lanes and statements for eyes. */
import { expect, test } from 'vitest';
import { bare, LANE_NAME, named, quoted } from './neo4j-names.ts';
import { bound, literal, printCypher, received } from './neo4j-values.ts';

test('a name ends in its lane, and is shown without it', () => {
  expect(named('l1', 'User')).toBe('User_l1');
  expect(named(undefined, 'User')).toBe('User');
  expect(bare('l1', 'MATCH (u:User_l1)-->(:User_l1 {id: 1})')).toBe('MATCH (u:User)-->(:User {id: 1})');
});

test('the ending of one lane is not that of another', () => {
  expect(bare('l1', 'User_l10 User_l1_id User_l1')).toBe('User_l10 User_l1_id User');
  expect(bare(undefined, 'User_l1')).toBe('User_l1');
  for (const name of ['a_l1', 'A', '', 'l-1']) expect(LANE_NAME.test(name)).toBe(false);
  expect(LANE_NAME.test('l12')).toBe(true);
});

test('a name between backticks cannot end early', () => {
  expect(quoted('a`) DETACH DELETE n //')).toBe('`a``) DETACH DELETE n //`');
});

test('parameters are shown in their places, as one would type them', () => {
  const params = { id: 7, name: "O'Neil\\", at: new Date('2025-01-01T00:00:00Z'), rows: [[1, null], { a: 0.5 }], yes: true };
  const cypher = 'RETURN $id, $name, $at, $rows, $yes, $unknown';
  expect(printCypher({ cypher, params })).toBe(
    "RETURN 7, 'O\\'Neil\\\\', datetime('2025-01-01T00:00:00.000Z'), [[1, null], {a: 0.5}], true, $unknown",
  );
  expect(printCypher({ cypher: 'RETURN 1' })).toBe('RETURN 1');
  expect(literal(undefined)).toBe('null');
});

test('whole numbers travel as integers however deep they stand, others as floats', () => {
  const integer = (low: number) => expect.objectContaining({ low, high: 0 });
  expect(bound([7, { a: [8] }, 0.5, 'x', null])).toEqual([integer(7), { a: [integer(8)] }, 0.5, 'x', null]);
  expect(received(bound(new Date('2025-01-01T00:00:00Z')))).toEqual(new Date('2025-01-01T00:00:00Z'));
});
