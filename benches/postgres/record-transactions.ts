import { defineBench } from '../../src/define.ts';

/** Ids follow those of the data set, so that both variants write the same rows. */
export const recordTransactions = defineBench({
  store: 'postgres',
  description: 'Insert 100 transactions of one account in one statement',
  writes: true,
  ask: (pick) => ({
    after: pick.rows('transactions') + pick.ordinal * 100,
    account: pick.account(),
    business: pick.business(),
    at: pick.daysAgo(0),
  }),
  answer: ({ after, account, business, at }) => ({
    sql: `INSERT INTO transactions (id, account_id, business_id, type, status, amount, description, metadata, created_at)
          SELECT $1::bigint + n, $2::bigint, $3::bigint, 'payment', 'completed', n, 'Recorded by the bench', '{}', $4::timestamptz
          FROM generate_series(1, 100) n`,
    params: [after, account, business, at],
  }),
  leaves: 'SELECT count(*), sum(id), sum(amount) FROM transactions',
  growth: { walBytes: { unit: 'bytes', better: 'lower', of: "SELECT pg_current_wal_insert_lsn() - '0/0'" } },
});
