import { type AnswerTo, defineBench } from '../../src/define.ts';

const NEAR = 2;

/** How far is the sweep's to say. */
export const friendsFarOff = defineBench({
  store: 'neo4j',
  description: 'How many users one comes to by going on to whom each follows, many steps far',
  ask: (pick) => ({ id: pick.user(), steps: pick.given('steps', NEAR) }),
});
export const friendsOfFriendsOnce = defineBench({
  store: 'neo4j',
  description: 'How many users one comes to by going on to whom each follows, two steps far',
  ask: (pick) => ({ id: pick.user(), steps: NEAR }),
});

/** A clause for each step: within one clause no edge is walked twice, and the two variants would not count the same. */
const counted =
  (named: 'each step' | 'the end'): AnswerTo<typeof friendsFarOff> =>
  ({ id, steps }, lane) => {
    const clauses = Array.from({ length: steps }, (_, i) => {
      const distinct = named === 'each step' && i > 0 ? `WITH DISTINCT n${i}\n` : '';
      return `${distinct}MATCH (n${i})-[:FOLLOWS]->(n${i + 1})`;
    });
    const start = `MATCH (n0:${lane.label('User')} {id: $id})`;
    return { cypher: [start, ...clauses, `RETURN count(DISTINCT n${steps}) AS users`].join('\n'), params: { id } };
  };
const both = (named: 'each step' | 'the end') => ({ friendsFarOff: counted(named), friendsOfFriendsOnce: counted(named) });
export const distinctAtTheEnd = both('the end');
export const distinctAtEachStep = both('each step');
