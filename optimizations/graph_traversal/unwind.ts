import { createSingleUser, createThirtyUsers, oneByOne, unwound } from '../../benches/neo4j/create-users.ts';
import { defineOptimization } from '../../src/define.ts';

export default defineOptimization({
  question: 'What does it give to create nodes by one statement for many, and not by one for each?',
  store: 'neo4j',
  copies: ['users'],
  baseline: {
    name: 'a transaction a node',
    answers: { createThirtyUsers: oneByOne, createSingleUser: oneByOne },
  },
  candidates: [{ name: 'UNWIND', answers: { createThirtyUsers: unwound, createSingleUser: unwound } }],
  gain: { createThirtyUsers },
  price: { createSingleUser },
  claims: [
    { metric: 'createThirtyUsers.mean', timesBetter: { atLeast: 5 } },
    { metric: 'createSingleUser.mean', timesWorse: { atMost: 1.5 } },
  ],
  adopt: 'for imports and for whatever reads events: some hundred to some thousand nodes a transaction',
  avoid: 'one statement for millions: it holds all of them in the heap; CALL { … } IN TRANSACTIONS splits it',
});
