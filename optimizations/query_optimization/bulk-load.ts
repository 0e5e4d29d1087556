import { COLUMNS, loadSingle, loadThousand, TYPES, written } from '../../benches/postgres/load-rows.ts';
import { defineOptimization } from '../../src/define.ts';

const INTO = `INSERT INTO transactions (${COLUMNS})`;
/** `($1, …, $9), ($10, …)`: PostgreSQL takes 65,535 parameters in a statement, and no more. */
const places = (rows: number) =>
  Array.from({ length: rows }, (_, row) => `(${TYPES.map((_, i) => `$${row * TYPES.length + i + 1}`).join(', ')})`).join(', ');
const arrays = TYPES.map((type, i) => `$${i + 1}::${type}[]`).join(', ');

/** Each writes the same rows, whole or not at all, but the one that sends a statement a row. */
export default defineOptimization({
  question: 'A thousand rows have come together: how are they written soonest?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: {
    name: 'one INSERT, a thousand VALUES',
    answers: written((rows, lane) => lane.sql(`${INTO} VALUES ${places(rows.length)}`, rows.flat())),
  },
  candidates: [
    {
      name: 'an INSERT a row',
      answers: written(async (rows, lane) => {
        for (const row of rows) await lane.sql(`${INTO} VALUES ${places(1)}`, row);
      }),
    },
    {
      name: 'one INSERT, an array a column',
      answers: written((rows, lane) =>
        lane.sql(
          `${INTO} SELECT * FROM unnest(${arrays})`,
          TYPES.map((_, i) => rows.map((row) => row[i])),
        ),
      ),
    },
    {
      name: 'COPY',
      answers: written((rows, lane) =>
        lane.copy(`COPY transactions (${COLUMNS}) FROM STDIN`, rows.map((row) => `${row.join('\t')}\n`).join('')),
      ),
    },
  ],
  gain: { loadThousand },
  price: { loadSingle },
  claims: [
    // The INSERT is prepared once a connection, so that COPY saves less than beside one that is read anew each time.
    { candidate: 'COPY', metric: 'loadThousand.mean', timesBetter: { atLeast: 1.2 } },
    { candidate: 'an INSERT a row', metric: 'loadThousand.mean', timesWorse: { atLeast: 4 } },
    { candidate: 'COPY', metric: 'loadSingle.mean', timesWorse: { atLeast: 1.2, atMost: 4 } },
  ],
  expected: [
    { candidate: 'an INSERT a row', metric: 'loadThousand.mean', timesWorse: 16.5 },
    { candidate: 'one INSERT, an array a column', metric: 'loadThousand.mean', timesBetter: 1.76 },
    { candidate: 'COPY', metric: 'loadThousand.mean', timesBetter: 3.4 },
  ],
  adopt:
    'COPY for loads and imports, where a single row would pay twice; an array a column where rows come by the hundred and some may be there already',
  avoid: 'COPY where ON CONFLICT is wanted: it knows none, and needs a table to land in first',
});
