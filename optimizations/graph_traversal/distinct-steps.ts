import { distinctAtEachStep, distinctAtTheEnd, friendsFarOff, friendsOfFriendsOnce } from '../../benches/neo4j/people-reached.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

const keyed = (lane: Pick<Lane<'neo4j'>, 'label'>) => [
  { cypher: `CREATE CONSTRAINT ${lane.label('user_id')} FOR (u:${lane.label('User')}) REQUIRE u.id IS UNIQUE` },
];

/** Friends have friends in common, more of them the farther one goes: without DISTINCT whoever is found by ten ways is gone on from ten times. */
export default defineOptimization({
  question:
    'Friends of friends, and on from there: what does it save to name everybody once after each step, and not at the end?',
  store: 'neo4j',
  copies: ['users', 'businesses'],
  sweep: { over: 'steps', values: [3, 5, 7], given: (steps) => ({ question: { steps } }) },
  baseline: { name: 'DISTINCT at the end', apply: keyed, answers: distinctAtTheEnd },
  candidates: [{ name: 'DISTINCT at each step', apply: keyed, answers: distinctAtEachStep }],
  gain: { friendsFarOff },
  price: { friendsOfFriendsOnce },
  claims: [
    { at: 7, metric: 'friendsFarOff.p50', timesBetter: { atLeast: 1.1 } },
    { metric: 'friendsFarOff.p50', timesWorse: { atMost: 1.5 } },
    { metric: 'friendsOfFriendsOnce.p50', timesWorse: { atMost: 1.5 } },
  ],
  adopt: 'DISTINCT after each step from the third on, wherever only whom one comes to matters and not by how many ways',
  avoid: 'where ways are counted, as for recommendations: whom most friends follow is then lost',
});
