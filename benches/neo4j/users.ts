import { defineBench } from '../../src/define.ts';

export const userById = defineBench({
  store: 'neo4j',
  description: 'One user by id',
  ask: (pick) => ({ id: pick.user() }),
  answer: ({ id }, lane) => ({
    cypher: `MATCH (u:${lane.label('User')} {id: $id}) RETURN u.username AS username, u.email AS email`,
    params: { id },
  }),
});

/** Ids follow those of the data set, so that both variants create the same users and none meets a key. */
export const createUser = defineBench({
  store: 'neo4j',
  description: 'Create one user in a transaction of its own',
  writes: true,
  ask: (pick) => ({ id: pick.rows('users') + 1 + pick.ordinal, number: pick.between(1, 9_999) }),
  answer: ({ id, number }, lane) => ({
    cypher: `CREATE (:${lane.label('User')} {id: $id, username: $username, email: $email})`,
    params: { id, username: `new${number}${id}`, email: `new.${number}.${id}@example.com` },
  }),
  leaves: (lane) => lane.cypher(`MATCH (u:${lane.label('User')}) RETURN count(u) AS users, sum(u.id) AS ids`),
});
