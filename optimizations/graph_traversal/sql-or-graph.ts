import { followSomebody, reachable } from '../../benches/postgres/reachable.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

/** The edges are read out of the graph store, so that both have the same ones. */
const inBoth = async (lane: Lane<'postgres'>) => {
  const graph = lane.in('neo4j');
  await graph.cypher(`CREATE CONSTRAINT ${graph.label('userId')} FOR (u:${graph.label('User')}) REQUIRE u.id IS UNIQUE`);
  const edges = await graph.cypher(`MATCH (a:${graph.label('User')})-[:FOLLOWS]->(b) RETURN a.id AS src, b.id AS dst`);
  await lane.sql('CREATE TABLE follows (src int NOT NULL, dst int NOT NULL)');
  await lane.sql('INSERT INTO follows SELECT * FROM unnest($1::int[], $2::int[])', [
    edges.map(({ src }) => src),
    edges.map(({ dst }) => dst),
  ]);
  await lane.sql('CREATE UNIQUE INDEX follows_src_dst ON follows (src, dst)');
  await lane.sql('VACUUM (ANALYZE) follows');
};

const byPattern: AnswerTo<typeof reachable> = ({ user, hops }, lane) => {
  const graph = lane.in('neo4j');
  // The bound of a pattern is part of its text: a plan for each number of steps.
  const cypher = `MATCH (:${graph.label('User')} {id: $user})-[:FOLLOWS*1..${hops}]->(f) RETURN count(DISTINCT f) AS reached`;
  return graph.cypher(cypher, { user });
};

const inBothStores: AnswerTo<typeof followSomebody> = async ({ src, dst }, lane) => {
  const rows = await lane.sql('INSERT INTO follows (src, dst) VALUES ($1, $2) ON CONFLICT DO NOTHING', [src, dst]);
  const graph = lane.in('neo4j');
  const user = graph.label('User');
  await graph.cypher(`MATCH (a:${user} {id: $src}), (b:${user} {id: $dst}) MERGE (a)-[:FOLLOWS]->(b)`, { src, dst });
  return rows;
};

/** A recursive query keeps what it has reached in a table of its own; a graph store follows pointers from node to node. */
export default defineOptimization({
  question: 'From how many steps on does a graph store beat a recursive query in PostgreSQL?',
  store: 'postgres',
  copies: [],
  also: { neo4j: ['users', 'businesses'] },
  sweep: { over: 'hops', values: [1, 2, 3, 4], given: (hops) => ({ question: { hops } }) },
  baseline: { name: 'recursive CTE', apply: inBoth },
  candidates: [{ name: 'Neo4j', apply: inBoth, answers: { reachable: byPattern, followSomebody: inBothStores } }],
  gain: { reachable },
  price: { followSomebody },
  claims: [{ candidate: 'Neo4j', metric: 'reachable.p50', at: 1, timesBetter: { atMost: 1 } }],
  adopt: 'a graph store for paths of four steps and more, and for paths whose length nobody knows',
  avoid: 'a second store for one or two steps: an index over both columns answers those sooner, and nothing has to be kept equal',
});
