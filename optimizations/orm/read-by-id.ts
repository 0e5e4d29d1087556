import { userByRawQuery, userBySql, userRead, userSelected } from '../../benches/postgres/orm.ts';
import { transactionsBySql, transactionsCreated } from '../../benches/postgres/orm-writes.ts';
import { defineOptimization } from '../../src/define.ts';

/** What is paid for is the client: the statement that reaches PostgreSQL is the same but for its columns. */
export default defineOptimization({
  question: 'What does Prisma cost on the path that is asked most, and which way round it is worth it?',
  store: 'postgres',
  copies: ['users', 'accounts', 'businesses', 'transactions'],
  given: { servers: { prisma: {} } },
  baseline: { name: 'findUnique' },
  candidates: [
    { name: 'with select', answers: { userRead: userSelected } },
    { name: '$queryRaw', answers: { userRead: userByRawQuery } },
    { name: 'pg', answers: { userRead: userBySql, transactionsCreated: transactionsBySql } },
  ],
  gain: { userRead },
  price: { transactionsCreated },
  claims: [
    { candidate: 'pg', metric: 'userRead.p50', timesBetter: { atLeast: 1.5 } },
    { candidate: 'with select', metric: 'userRead.p50', timesWorse: { atMost: 1.05 } },
  ],
  expected: [
    { candidate: 'with select', metric: 'userRead.p50', timesBetter: 1.38 },
    { candidate: '$queryRaw', metric: 'userRead.p50', timesBetter: 1.7 },
    {
      candidate: 'pg',
      metric: 'userRead.p50',
      timesBetter: 3.5,
      because:
        'client and server keep to cores of their own here, and a trip takes 0.04 ms; by hand it took 0.13 ms, and Prisma the same 0.45 ms',
    },
    { candidate: 'pg', metric: 'transactionsCreated.mean', timesBetter: 10.8 },
  ],
  adopt: 'select everywhere, for nothing; SQL by hand on the few paths that are asked thousands of times a second',
  avoid: 'SQL by hand for the rest: it has no types and no migrations that follow it',
});
