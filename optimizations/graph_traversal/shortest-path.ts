import { enumerated, searched, stepsBetween, stepsToNear } from '../../benches/neo4j/shortest-path.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

/** Without it both variants would spend their time on finding the two users. */
const keyed = (lane: Pick<Lane<'neo4j'>, 'label'>) => [
  { cypher: `CREATE CONSTRAINT ${lane.label('user_id')} FOR (u:${lane.label('User')}) REQUIRE u.id IS UNIQUE` },
];

export default defineOptimization({
  question: 'How far are two users apart: what does it save to search from both ends, and not to order all ways by their length?',
  store: 'neo4j',
  copies: ['users', 'businesses'],
  baseline: { name: 'all ways, ordered', apply: keyed, answers: enumerated },
  candidates: [{ name: 'shortestPath', apply: keyed, answers: searched }],
  gain: { stepsBetween },
  price: { stepsToNear },
  claims: [
    { metric: 'stepsBetween.p50', timesBetter: { atLeast: 2 } },
    { plan: 'ShortestPath' },
    { metric: 'stepsToNear.p50', timesWorse: { atMost: 1.5 } },
  ],
  adopt:
    'shortestPath with a bound on its steps, wherever one way is enough; also allShortestPaths, where all the shortest are wanted',
  avoid: 'either without a bound: between two that no way connects the whole graph is searched before that is known',
});
