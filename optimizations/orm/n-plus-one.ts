import {
  accountsBySql,
  accountsIncluded,
  accountsTogether,
  fiftyAccountsRead,
  oneAccountRead,
} from '../../benches/postgres/orm.ts';
import { type AnswerTo, defineOptimization } from '../../src/define.ts';

/** The same way for many and for one. */
const by = (answer: AnswerTo<typeof fiftyAccountsRead>) => ({ fiftyAccountsRead: answer, oneAccountRead: answer });

export default defineOptimization({
  question: 'What does a loop over relations cost in Prisma, and which cure is the cheapest?',
  store: 'postgres',
  showcase: 'include',
  showcaseBenches: ['fiftyAccountsRead'],
  copies: ['users', 'accounts'],
  given: { servers: { prisma: {} } },
  baseline: { name: 'a loop' },
  candidates: [
    { name: 'Promise.all', answers: by(accountsTogether) },
    { name: 'include', answers: by(accountsIncluded) },
    { name: 'JOIN by hand', answers: by(accountsBySql) },
  ],
  gain: { fiftyAccountsRead },
  price: { oneAccountRead },
  claims: [
    { candidate: 'include', metric: 'fiftyAccountsRead.p50', timesBetter: { atLeast: 3 } },
    { candidate: 'Promise.all', metric: 'fiftyAccountsRead.p50', timesBetter: { atLeast: 2 } },
    { candidate: 'JOIN by hand', metric: 'fiftyAccountsRead.p50', timesBetter: { atLeast: 6 } },
    { metric: 'fiftyAccountsRead.statements', timesBetter: { atLeast: 10 } },
  ],
  expected: [
    { candidate: 'Promise.all', metric: 'fiftyAccountsRead.p50', timesBetter: 5.8 },
    { candidate: 'include', metric: 'fiftyAccountsRead.p50', timesBetter: 8.4 },
    { candidate: 'JOIN by hand', metric: 'fiftyAccountsRead.p50', timesBetter: 28 },
  ],
  adopt: 'include for every list that shows a relation; a query log in tests finds the loops',
  avoid: 'include over relations of thousands of rows: a page of them is another query',
});
