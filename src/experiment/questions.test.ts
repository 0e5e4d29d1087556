/** Which answers and changes are statements: those that use no more of a lane than its names. */
import { expect, test } from 'vitest';
import type { AnyVariant, Bench, Variant } from '../define.ts';
import type { Rows } from '../stores/neo4j-session.ts';
import { warmFor } from './constants.ts';
import { changeStatements, statementOf } from './questions.ts';

const names = { label: (name: string) => `${name}_l1` };
const changed = (change: Variant<'neo4j', object>['apply'], known?: typeof names) => changeStatements(change as never, known);
const benchOf = (answer: Bench<'neo4j', number>['answer']): Bench<'neo4j', number> => ({
  store: 'neo4j',
  description: 'x',
  ask: () => 7,
  ...(answer === undefined ? {} : { answer }),
});
const plain: AnyVariant = { name: 'plain' };

test('a statement may be written with the names of a lane', () => {
  const bench = benchOf((id, lane) => ({ cypher: `MATCH (u:${lane.label('User')})`, params: { id } }));
  expect(statementOf(bench, 'x', plain, 7, names)).toEqual({ cypher: 'MATCH (u:User_l1)', params: { id: 7 } });
  expect(statementOf(bench, 'x', plain, 7)).toBeNull();
});

test('an answer that works on the lane is none, and nothing of it is run', async () => {
  const ran: string[] = [];
  const cypher = (text: string): Promise<Rows> => {
    ran.push(text);
    return Promise.resolve([]);
  };
  const lane = { ...names, rows: () => 0, cypher };
  expect(
    statementOf(
      benchOf((_, on) => on.cypher('x')),
      'x',
      plain,
      7,
      names,
    ),
  ).toBeNull();
  expect(
    statementOf(
      benchOf(async (_, on) => on.cypher('y')),
      'x',
      plain,
      7,
      names,
    ),
  ).toBeNull();
  expect(ran).toEqual([]);
  await benchOf((_, on) => on.cypher('z')).answer?.(7, lane as never);
  expect(ran).toEqual(['z']);
});

test('an answer of its own goes before that of the bench, and a bug in one is not hidden', () => {
  const own: AnyVariant = { name: 'own', answers: { x: () => ({ cypher: 'own' }) } };
  expect(
    statementOf(
      benchOf(() => ({ cypher: 'shared' })),
      'x',
      own,
      7,
    ),
  ).toEqual({ cypher: 'own' });
  expect(statementOf(benchOf(undefined), 'x', plain, 7)).toBeNull();
  const broken = benchOf(() => {
    throw new TypeError('broken');
  });
  expect(() => statementOf(broken, 'x', plain, 7, names)).toThrow('broken');
});

test('a change is statements, statements written with the names of a lane, or a function of it', () => {
  expect(changed(undefined)).toEqual([]);
  expect(changed([{ cypher: 'a' }])).toEqual([{ cypher: 'a' }]);
  expect(changed((lane) => [{ cypher: `key on ${lane.label('User')}` }], names)).toEqual([{ cypher: 'key on User_l1' }]);
  expect(changed((lane) => lane.cypher('x').then(() => undefined), names)).toBeNull();
});

test('a store that compiles itself is warmed for longer, except where nothing is judged', () => {
  const profile = { judges: true, warmMs: 1_000 };
  expect(warmFor('postgres', profile)).toEqual({ leastMs: 1_000, mostMs: 10_000, sliceMs: 50 });
  expect(warmFor('neo4j', profile)).toEqual({ leastMs: 20_000, mostMs: 60_000, sliceMs: 1_000 });
  expect(warmFor('neo4j', profile, true)).toEqual({ leastMs: 4_000, mostMs: 60_000, sliceMs: 200 });
  expect(warmFor('neo4j', { judges: false, warmMs: 1_000 })).toBeNull();
});
