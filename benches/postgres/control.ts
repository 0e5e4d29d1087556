import { defineBench, defineControl } from '../../src/define.ts';
import { userByKeptConnection } from './user-by-id.ts';

const ROWS = 40_000;

/** Known answers: two equal copies, and one in which the sum has more rows to go through. */
export const control = defineControl({
  store: 'postgres',
  copies: ['users'],
  read: userByKeptConnection,
  work: defineBench({
    store: 'postgres',
    description: 'The sum of a table whose size is known',
    ask: () => ({}),
    answer: () => 'SELECT count(*)::int AS rows, sum(n) AS total FROM work',
    same: 'scored',
    scores: { rows: { unit: 'rows', better: 'higher', of: (answer) => (answer as { rows: number }[])[0]?.rows ?? 0 } },
  }),
  apply: (_lane, share) => [
    `CREATE TABLE work AS SELECT n FROM generate_series(1, ${Math.round(ROWS * (1 + share))}) AS n`,
    'VACUUM (ANALYZE, FREEZE) work',
  ],
});
