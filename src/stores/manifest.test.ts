/** Whether seeded data may be used again is decided here, and why not is told. */
import { expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { manifestOf, readManifest, sameMaking, type Wanted, whyChanged, whyOther } from './manifest.ts';

const wanted: Wanted = { seed: 42, version: { faker: '10.6.0', sources: 'abc' }, counts: countsAt(0.01) };
const manifest = manifestOf(wanted, [{ table: 'users', rows: 2_000, digest: 'd', bytes: 9 }], ['users: 2000 rows']);

test('a manifest is read again as it was written, and nothing else is one', () => {
  expect(readManifest(JSON.stringify(manifest))).toEqual(manifest);
  for (const text of [null, 7, '', 'ours!', '{}', '{"tool":"milkyhoop-bench"}']) expect(readManifest(text)).toBeNull();
});

test('the same seed, counts, Faker and sources are the same data', () => {
  expect(whyOther(manifest, wanted)).toBeNull();
  expect(sameMaking(manifest, wanted)).toBe(true);
});

test.each<[string, Partial<Wanted>]>([
  ['it is of seed 42, not 43', { seed: 43 }],
  ['it has 2000 users, not 4000', { counts: countsAt(0.02) }],
  ['its words are of Faker 10.6.0, not 11.0.0', { version: { faker: '11.0.0', sources: 'abc' } }],
  ['the sources that make and load it have changed since', { version: { faker: '10.6.0', sources: 'xyz' } }],
])('%s', (why, other) => {
  expect(whyOther(manifest, { ...wanted, ...other })).toBe(why);
});

test('the counts are no part of how rows are made', () => {
  expect(sameMaking(manifest, { ...wanted, counts: countsAt(1) } as Wanted)).toBe(true);
  expect(sameMaking(manifest, { ...wanted, seed: 43 })).toBe(false);
  expect(sameMaking(manifest, { ...wanted, version: { faker: '10.6.0', sources: 'xyz' } })).toBe(false);
});

test('what somebody changed is told by what a look no longer tells, or tells now', () => {
  expect(whyChanged(manifest, ['users: 2000 rows'])).toBeNull();
  expect(whyChanged(manifest, ['users: 1999 rows'])).toBe(
    'somebody changed it: no longer users: 2000 rows, now users: 1999 rows',
  );
  expect(whyChanged(manifest, ['users: 2000 rows', 'index users_city'])).toBe('somebody changed it: now index users_city');
});
