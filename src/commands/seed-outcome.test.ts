/** What is told of each store. */
import { expect, test } from 'vitest';
import { linesOf, type Seeded } from './seed-outcome.ts';

const loaded: Seeded = {
  ...{ store: 'postgres', state: 'loaded', place: 'schema mhbench_data', stays: true, because: null, copy: null },
  server: { version: '15.20', source: 'URL', reason: 'MHBENCH_POSTGRES_URL is set', where: 'postgres on db:5432' },
  ...{ tables: [], rows: 316_000, bytes: 65_500_000, digest: 'abcdef0123456789' },
  load: { seconds: 3.1, rowsPerSecond: 101_935.4, peakRssBytes: 240e6 },
};
const told = (change: Partial<Seeded>): readonly string[] =>
  linesOf({ ...loaded, ...change }).map((line) => line.replaceAll(/[\u202f\u00a0]/g, ' '));

test('a load tells rows, bytes, digest, time, speed and memory, and where the data is', () => {
  expect(told({})).toEqual([
    '✔ postgres  loaded 316 000 rows, 65.5 MB, digest abcdef012345: 3.1 s, 101 935 rows/s, peak memory 240 MB',
    '            schema mhbench_data of postgres on db:5432, which stays',
    '            postgres 15.20 from URL: MHBENCH_POSTGRES_URL is set',
  ]);
});

test('what stood there has no speed', () => {
  expect(told({ state: 'reused', load: null })[0]).toBe('✔ postgres  reused 316 000 rows, 65.5 MB, digest abcdef012345');
});

test('a load that replaced another one says why, and a server that goes says so', () => {
  expect(told({ because: 'it is of seed 42, not 43', stays: false }).slice(1, 3)).toEqual([
    '            rebuilt, because it is of seed 42, not 43',
    '            schema mhbench_data of postgres on db:5432, which is thrown away now: this measured the loading only',
  ]);
});

test('COPY alone is told beside psql’s, or why it is not', () => {
  const copy = { ratio: 0.912, lowest: 0.85, highest: 1.02, repeats: 5, oursMs: 1_660, psqlMs: 1_510 };
  expect(told({ copy }).at(-1)?.trim()).toBe(
    "from generator to table at 0.912 of the speed of psql's \\copy of a ready file (0.850 to 1.02 in 5 repeats; 1.66 s against 1.51 s)",
  );
  expect(told({ copy: 'there is no psql here' }).at(-1)?.trim()).toBe('not compared with \\copy: there is no psql here');
});

test('a store that cannot be had is skipped with its reason and remedy, one that failed with its last words', () => {
  expect(
    linesOf({ store: 'kafka', state: 'skipped', reason: 'kafka cannot be had: no Java', remedy: 'install Java 17' }),
  ).toEqual(['– kafka     skipped, because kafka cannot be had: no Java; install Java 17']);
  expect(linesOf({ store: 'neo4j', state: 'failed', error: 'gone', log: ['out of memory'] })).toEqual([
    '✖ neo4j     failed: gone',
    '            out of memory',
  ]);
});
