import { friendsOfFriends } from '../../benches/neo4j/friends-of-friends.ts';
import { userById } from '../../benches/neo4j/users.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

const keyed = (lane: Pick<Lane<'neo4j'>, 'label'>) => [
  { cypher: `CREATE CONSTRAINT ${lane.label('user_id')} FOR (u:${lane.label('User')}) REQUIRE u.id IS UNIQUE` },
];
/** The value in the text, as string concatenation makes it: another statement for each user. */
const byLiteral: AnswerTo<typeof userById> = ({ id }, lane) => ({
  cypher: `MATCH (u:${lane.label('User')} {id: ${id}}) RETURN u.username AS username, u.email AS email`,
});
const friendsByLiteral: AnswerTo<typeof friendsOfFriends> = ({ id }, lane) => ({
  cypher: `MATCH (:${lane.label('User')} {id: ${id}})-[:FOLLOWS]->(friend)-[:FOLLOWS]->(other)
RETURN other.id AS id, count(friend) AS ways ORDER BY ways DESC, id LIMIT 10`,
});

/** Neo4j takes literals out of a text before it plans; what stays is the reading of each new text, and a cache that it fills. */
export default defineOptimization({
  question: 'What does a value inside the text of a statement cost, which a parameter would not?',
  store: 'neo4j',
  copies: ['users', 'businesses'],
  baseline: {
    name: 'values in the text',
    apply: keyed,
    answers: { userById: byLiteral, friendsOfFriends: friendsByLiteral },
  },
  candidates: [{ name: 'parameters', apply: keyed }],
  gain: { userById },
  price: { friendsOfFriends },
  claims: [
    { metric: 'userById.p50', timesWorse: { atMost: 1.1 } },
    { metric: 'friendsOfFriends.p50', timesWorse: { atMost: 1.1 } },
  ],
  expected: [{ candidate: 'parameters', metric: 'userById.p50', timesBetter: 14.6 }],
  adopt: 'always: a value in the text is also where an injection begins',
  avoid: 'nowhere: what a driver cannot take as a parameter, such as a label, must come from a list of your own',
});
