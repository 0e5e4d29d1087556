import { dropOldestMonth } from '../../benches/postgres/drop-oldest-month.ts';
import { lastDays } from '../../benches/postgres/last-days.ts';
import { oneTable, partitionedBy } from '../../benches/postgres/partitioned-transactions.ts';
import { recordTransactions } from '../../benches/postgres/record-transactions.ts';
import { transactionById } from '../../benches/postgres/transaction-by-id.ts';
import { type AnswerTo, defineOptimization } from '../../src/define.ts';

const byDelete: AnswerTo<typeof dropOldestMonth> = async ({ before }, lane) => {
  await lane.sql('DELETE FROM transactions WHERE created_at < $1::timestamptz', [before]);
  await lane.sql('VACUUM transactions');
};

const partitioned = partitionedBy(
  `DO $$ DECLARE month timestamptz; BEGIN
     FOR month IN SELECT generate_series(timestamptz '2025-01-01', '2025-12-01', interval '1 month') LOOP
       EXECUTE format('CREATE TABLE transactions_%s PARTITION OF transactions FOR VALUES FROM (%L) TO (%L)',
         to_char(month, 'YYYY_MM'), month, month + interval '1 month');
     END LOOP;
   END $$`,
);

export default defineOptimization({
  question: 'Do monthly partitions make reads of a time range faster, or only retention cheaper?',
  store: 'postgres',
  showcase: 'monthly partitions',
  showcaseBenches: ['dropOldestMonth', 'transactionById'],
  copies: ['transactions'],
  baseline: { ...oneTable, answers: { dropOldestMonth: byDelete } },
  candidates: [
    { name: 'one table, no index', answers: { dropOldestMonth: byDelete } },
    { name: 'monthly partitions', apply: partitioned, answers: { dropOldestMonth: () => 'DROP TABLE transactions_2025_01' } },
  ],
  gain: { lastDays, dropOldestMonth },
  price: { transactionById, recordTransactions },
  claims: [
    { candidate: 'monthly partitions', metric: 'dropOldestMonth.ms', timesBetter: { atLeast: 4 } },
    { candidate: 'monthly partitions', metric: 'lastDays.p50', timesWorse: { atMost: 1.5 } },
  ],
  expected: [
    { candidate: 'one table, no index', metric: 'lastDays.p50', timesWorse: 7 },
    { candidate: 'monthly partitions', metric: 'lastDays.p50', timesWorse: 1.2 },
    {
      candidate: 'monthly partitions',
      metric: 'dropOldestMonth.ms',
      timesBetter: 60,
      because:
        'DELETE and VACUUM take 0.2 s here, all of it in memory and nobody beside it; by hand 2.6 s, with twice the WAL and beside other load',
    },
    { candidate: 'monthly partitions', metric: 'dropOldestMonth.walBytes', timesBetter: 700 },
  ],
  adopt: 'for retention, vacuum and locality',
  avoid: 'when faster reads are the only reason: the right index on one table is as fast',
});
