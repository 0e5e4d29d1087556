import { defineBench } from '../../src/define.ts';

/** By SQL; a variant that asks the graph store brings an answer of its own. */
export const reachable = defineBench({
  store: 'postgres',
  description: 'How many people a user reaches by FOLLOWS within so many steps',
  ask: (pick) => ({ user: pick.user(), hops: pick.given('hops', 2) }),
  answer: ({ user, hops }) => ({
    sql: `WITH RECURSIVE reach (id, depth) AS (
            SELECT $1::int, 0 UNION SELECT f.dst, r.depth + 1 FROM reach r JOIN follows f ON f.src = r.id WHERE r.depth < $2::int)
          SELECT count(DISTINCT id)::int AS reached FROM reach WHERE depth > 0`,
    params: [user, hops],
  }),
});

/** Whoever keeps the edges in two stores writes each of them twice. */
export const followSomebody = defineBench({
  store: 'postgres',
  description: 'Somebody follows somebody',
  writes: true,
  ask: (pick) => ({ src: pick.user(), dst: pick.user() }),
  answer: ({ src, dst }) => ({
    sql: 'INSERT INTO follows (src, dst) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    params: [src, dst],
  }),
  leaves: 'SELECT count(*)::int AS edges, sum(src::bigint * 7 + dst)::text AS digest FROM follows',
});
