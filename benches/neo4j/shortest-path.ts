import { communityOf } from '../../seeders/follows.ts';
import { type AnswerTo, defineBench, type Pick } from '../../src/define.ts';

/** Two users of one community: most are linked within a few steps, some are not. */
function ask(pick: Pick) {
  const from = pick.user();
  const { size, member } = communityOf(pick.rows('users'), from);
  const others = Array.from({ length: size }, (_, place) => member(place)).filter((id) => id !== from);
  return { from, to: others[pick.between(0, others.length - 1)] ?? from };
}

/** A user follows five others on average: five steps are some thousand ways, and each step more is five times as many. */
const FAR = 5;
const NEAR = 2;
/** How many steps there are at the least; no row where there are more than are looked for. */
export const stepsBetween = defineBench({
  store: 'neo4j',
  description: `How few steps lead from one user to another, ${FAR} at the most`,
  ask,
});
export const stepsToNear = defineBench({
  store: 'neo4j',
  description: `How few steps lead from one user to another, ${NEAR} at the most`,
  ask,
});

type Answer = AnswerTo<typeof stepsBetween>;
type Finding = (most: number) => string;
const find =
  (most: number, finding: Finding): Answer =>
  ({ from, to }, lane) => ({
    cypher: `MATCH (a:${lane.label('User')} {id: $from}), (b:${lane.label('User')} {id: $to})\n${finding(most)}`,
    params: { from, to },
  });
const both = (finding: Finding) => ({ stepsBetween: find(FAR, finding), stepsToNear: find(NEAR, finding) });

/** Every way is made, the shortest is kept. */
export const enumerated = both(
  (most) => `MATCH way = (a)-[:FOLLOWS*1..${most}]->(b) RETURN length(way) AS steps ORDER BY steps LIMIT 1`,
);
/** From both ends, until they meet. */
export const searched = both((most) => `MATCH way = shortestPath((a)-[:FOLLOWS*1..${most}]->(b)) RETURN length(way) AS steps`);
