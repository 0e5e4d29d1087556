import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

const usersOf = (users: number, description: string) =>
  defineBench({
    store: 'neo4j',
    description,
    writes: true,
    // Ids follow those of the data set, so that both variants create the same users and none meets a key.
    ask: (pick) =>
      Array.from({ length: users }, (_, i) => {
        const id = pick.rows('users') + 1 + pick.ordinal * users + i;
        return { id, username: `batch${pick.between(1, 9_999)}of${id}` };
      }),
    same: () => 'done',
    leaves: (lane) => lane.cypher(`MATCH (u:${lane.label('User')}) RETURN count(u) AS users, sum(u.id) AS ids`),
    headline: 'mean',
  });
export const createThirtyUsers = usersOf(30, 'Create 30 users that are known at once');
export const createSingleUser = usersOf(1, 'Create one user');

type Answer = AnswerTo<typeof createThirtyUsers>;
const user = (lane: Pick<Lane<'neo4j'>, 'label'>) => lane.label('User');

/** A transaction for each. */
export const oneByOne: Answer = async (users, lane) => {
  for (const each of users) await lane.cypher(`CREATE (:${user(lane)} {id: $id, username: $username})`, each);
};
/** One statement and one transaction, whatever their number. */
export const unwound: Answer = (users, lane) => ({
  cypher: `UNWIND $users AS each CREATE (:${user(lane)} {id: each.id, username: each.username})`,
  params: { users },
});
