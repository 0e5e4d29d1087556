import { type AnswerTo, defineBench } from '../../src/define.ts';

const ROWS = 100;

/** Ids follow those of the data set, so that both variants write the same rows. */
export const transactionsCreated = defineBench({
  store: 'postgres',
  description: 'Insert 100 transactions, by createMany or by one statement over arrays',
  writes: true,
  ask: (pick) => ({
    after: pick.rows('transactions') + pick.ordinal * ROWS,
    account: pick.account(),
    business: pick.business(),
    at: pick.daysAgo(0),
  }),
  answer: async ({ after, account, business, at }, lane) => {
    const data = Array.from({ length: ROWS }, (_, i) => ({
      ...{ id: BigInt(after + i + 1), accountId: BigInt(account), businessId: BigInt(business) },
      ...{ type: 'payment', status: 'completed', amount: i + 1, description: 'By Prisma or not', metadata: {}, createdAt: at },
    }));
    await (await lane.prisma()).transaction.createMany({ data });
  },
  same: () => 'done',
  leaves: 'SELECT count(*), sum(id), sum(amount) FROM transactions',
  headline: 'mean',
});

export const transactionsBySql: AnswerTo<typeof transactionsCreated> = async ({ after, account, business, at }, lane) => {
  const numbers = Array.from({ length: ROWS }, (_, i) => i + 1);
  await lane.sql(
    `INSERT INTO transactions (id, account_id, business_id, type, status, amount, description, metadata, created_at)
     SELECT $1::bigint + n, $2::bigint, $3::bigint, 'payment', 'completed', n, 'By Prisma or not', '{}', $4::timestamptz
     FROM unnest($5::int[]) n`,
    [after, account, business, at, numbers],
  );
};
