import { lastDays } from '../../benches/postgres/last-days.ts';
import { oneTable, partitionedBy } from '../../benches/postgres/partitioned-transactions.ts';
import { recordTransactions } from '../../benches/postgres/record-transactions.ts';
import { transactionById } from '../../benches/postgres/transaction-by-id.ts';
import { defineOptimization } from '../../src/define.ts';

/** The year of the data set in so many equal parts. */
const parts = (count: number) =>
  partitionedBy(
    `DO $$ DECLARE began timestamptz := '2025-01-01 00:00+00'; each interval := interval '365 days' / ${count}; BEGIN
     FOR part IN 1..${count} LOOP
       EXECUTE format('CREATE TABLE part_%s PARTITION OF transactions FOR VALUES FROM (%L) TO (%L)',
         part, began + (part - 1) * each, began + part * each);
     END LOOP;
   END $$`,
  );

export default defineOptimization({
  question: 'How many partitions may a table have before queries without its key pay for all of them?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: oneTable,
  candidates: [
    { name: '12 partitions', apply: parts(12) },
    { name: '52 partitions', apply: parts(52) },
    { name: '365 partitions', apply: parts(365) },
  ],
  gain: { lastDays },
  price: { transactionById, recordTransactions },
  claims: [
    { metric: 'lastDays.p50', timesBetter: { atMost: 1.5 } },
    { candidate: '365 partitions', metric: 'transactionById.p50', timesWorse: { atLeast: 5 } },
  ],
  expected: [
    {
      candidate: '12 partitions',
      metric: 'transactionById.p50',
      timesWorse: 6,
      because: 'the statement is planned once a connection here; by hand it was planned at each call, for every partition',
    },
    {
      candidate: '52 partitions',
      metric: 'transactionById.p50',
      timesWorse: 57,
      because: 'the statement is planned once a connection here; by hand it was planned at each call, for every partition',
    },
    {
      candidate: '365 partitions',
      metric: 'transactionById.p50',
      timesWorse: 467,
      because: 'the statement is planned once a connection here; by hand it was planned at each call, for every partition',
    },
  ],
  adopt: 'as few as retention needs: a partition is what is dropped at once; below a hundred on a machine like this',
  avoid: 'where a hot query does not name the key: it is planned for and looks into every partition',
});
