import { dictionaries } from '../../seeders/dictionaries.ts';
import { countsAt, dataset } from '../../seeders/domain.ts';
import type { TableName } from '../../src/define.ts';
import type { MicroBench } from '../../src/micro/micro-bench.ts';

const PER = 100;
const SEED = 42;

/** A hundred rows after those of the call before, from the first again after the last. */
const rowsOf = (table: TableName): MicroBench => ({
  name: `rows/${table}`,
  unit: 'rows',
  per: PER,
  open: () => {
    const data = dataset(SEED, countsAt(0.1));
    const last = data.counts[table];
    let id = 0;
    return {
      call() {
        let row: unknown;
        for (let i = 0; i < PER; i += 1) {
          id = (id % last) + 1;
          row = data.row(table, id);
        }
        return row;
      },
    };
  },
});

export const micro: readonly MicroBench[] = [
  rowsOf('users'),
  rowsOf('transactions'),
  rowsOf('logs'),
  {
    name: 'rows/dictionaries',
    unit: 'data seeds',
    per: 1,
    open: () => {
      const { referenceDate } = dataset(SEED, countsAt(0.01));
      let seed = 0;
      return {
        call() {
          seed += 1;
          return dictionaries(seed, referenceDate);
        },
      };
    },
  },
];
