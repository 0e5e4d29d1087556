import {
  byLoop,
  byTwoQueries,
  fiftyAccountsWithOwners,
  oneAccountWithOwner,
} from '../../benches/postgres/accounts-with-owners.ts';
import { defineOptimization } from '../../src/define.ts';

/** On loopback a trip costs a tenth of a millisecond at most; between two machines fifty trips cost fifty times their distance. */
export default defineOptimization({
  question: 'What do 51 queries cost where one would do?',
  store: 'postgres',
  copies: [],
  baseline: { name: 'a query a row', answers: { fiftyAccountsWithOwners: byLoop, oneAccountWithOwner: byLoop } },
  candidates: [
    { name: 'two queries, ANY', answers: { fiftyAccountsWithOwners: byTwoQueries, oneAccountWithOwner: byTwoQueries } },
    { name: 'JOIN' },
  ],
  gain: { fiftyAccountsWithOwners },
  price: { oneAccountWithOwner },
  claims: [
    { metric: 'fiftyAccountsWithOwners.p50', timesBetter: { atLeast: 4 } },
    { candidate: 'JOIN', metric: 'oneAccountWithOwner.p50', timesWorse: { atMost: 1.2 } },
  ],
  expected: [
    { candidate: 'two queries, ANY', metric: 'fiftyAccountsWithOwners.p50', timesBetter: 13.6 },
    { candidate: 'JOIN', metric: 'fiftyAccountsWithOwners.p50', timesBetter: 17 },
  ],
  adopt: 'JOIN where the rows belong together; ANY where a cache or another service stands between the two lists',
  avoid: 'joining a wide parent to very many children: the parent is sent again with each of them',
});
