import { defineBench } from '../../src/define.ts';

/** Two steps away: whom those follow whom a user follows, the most often found first. */
export const friendsOfFriends = defineBench({
  store: 'neo4j',
  description: 'The 10 users whom most of those follow whom a user follows',
  ask: (pick) => ({ id: pick.user() }),
  answer: ({ id }, lane) => ({
    cypher: `MATCH (:${lane.label('User')} {id: $id})-[:FOLLOWS]->(friend)-[:FOLLOWS]->(other)
RETURN other.id AS id, count(friend) AS ways ORDER BY ways DESC, id LIMIT 10`,
    params: { id },
  }),
});
