import { type AnswerTo, defineBench } from '../../src/define.ts';

const listOf = (accounts: number) =>
  defineBench({
    store: 'postgres',
    description: accounts === 1 ? 'One account with its owner' : `${accounts} accounts, each with its owner`,
    ask: (pick) => {
      const first = pick.between(1, pick.rows('accounts') - accounts + 1);
      return { first, last: first + accounts - 1 };
    },
    answer: ({ first, last }) => ({
      sql: `SELECT a.id, a.provider, u.email FROM accounts a JOIN users u ON u.id = a.user_id
            WHERE a.id BETWEEN $1 AND $2 ORDER BY a.id`,
      params: [first, last],
    }),
  });
export const fiftyAccountsWithOwners = listOf(50);
export const oneAccountWithOwner = listOf(1);

type Answer = AnswerTo<typeof fiftyAccountsWithOwners>;
const ACCOUNTS = 'SELECT id, provider, user_id FROM accounts WHERE id BETWEEN $1 AND $2 ORDER BY id';

/** What an application does that walks over its list: a query for the list, and one for each row. */
export const byLoop: Answer = async ({ first, last }, lane) => {
  const accounts = await lane.sql(ACCOUNTS, [first, last]);
  const found = [];
  for (const { id, provider, user_id } of accounts) {
    const [owner] = await lane.sql('SELECT email FROM users WHERE id = $1', [user_id]);
    found.push({ id, provider, email: owner?.['email'] });
  }
  return found;
};

/** Two queries, whatever the length of the list. */
export const byTwoQueries: Answer = async ({ first, last }, lane) => {
  const accounts = await lane.sql(ACCOUNTS, [first, last]);
  const ids = accounts.map(({ user_id }) => user_id);
  const owners = await lane.sql('SELECT id, email FROM users WHERE id = ANY($1::bigint[])', [ids]);
  const emails = new Map(owners.map(({ id, email }) => [id, email]));
  return accounts.map(({ id, provider, user_id }) => ({ id, provider, email: emails.get(user_id) }));
};
