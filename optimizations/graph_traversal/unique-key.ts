import { createUser, userById } from '../../benches/neo4j/users.ts';
import { defineOptimization } from '../../src/define.ts';

/** Without a key Neo4j reads every node of the label to find one; each walk through the graph begins by finding one. */
export default defineOptimization({
  question: 'What does a unique key save those who look for a node, and what does it cost those who create one?',
  store: 'neo4j',
  showcase: 'unique key',
  showcaseBenches: ['userById'],
  copies: ['users'],
  baseline: { name: 'no key' },
  candidates: [
    {
      name: 'unique key',
      apply: (lane) => [
        { cypher: `CREATE CONSTRAINT ${lane.label('user_id')} FOR (u:${lane.label('User')}) REQUIRE u.id IS UNIQUE` },
      ],
      undo: (lane) => [{ cypher: `DROP CONSTRAINT ${lane.label('user_id')}` }],
    },
  ],
  gain: { userById },
  price: { createUser },
  claims: [
    { metric: 'userById.p50', timesBetter: { atLeast: 3 } },
    { plan: 'NodeUniqueIndexSeek' },
    { metric: 'createUser.p50', timesWorse: { atMost: 1.5 } },
  ],
  expected: [{ candidate: 'unique key', metric: 'userById.p50', timesBetter: 46 }],
  adopt: 'on the property by which nodes are found, before the first load: MERGE and the start of every walk need it',
  avoid: 'on properties that nobody looks for; a key for each of them is a write more at every node',
});
