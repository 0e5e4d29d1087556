import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

/** As an endpoint of the application asks, by the client that it has: Prisma, unless a variant brings the statement. */
const prismaOf = (lane: Lane<'postgres'>) => lane.prisma();

/** Prisma has keys as BigInt; an endpoint sends numbers. */
const numbered = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** What became of a call, counted by the server. */
const growth = {
  statements: { unit: 'statements', better: 'lower', of: (lane: Lane<'postgres'>) => lane.statements() },
} as const;

type Rows = readonly Readonly<Record<string, unknown>>[];

export const userRead = defineBench({
  store: 'postgres',
  description: 'One user by id, four columns of eight',
  ask: (pick) => ({ id: pick.user() }),
  answer: async ({ id }, lane): Promise<Rows> => {
    const user = await (await prismaOf(lane)).user.findUnique({ where: { id: BigInt(id) } });
    return [{ id: numbered(user?.['id']), email: user?.['email'], username: user?.['username'], role: user?.['role'] }];
  },
  growth,
});
type UserRead = AnswerTo<typeof userRead>;

export const userSelected: UserRead = async ({ id }, lane) => {
  const select = { id: true, email: true, username: true, role: true };
  const user = await (await prismaOf(lane)).user.findUnique({ where: { id: BigInt(id) }, select });
  return [{ ...user, id: numbered(user?.['id']) }];
};
const USER = 'SELECT id, email, username, role FROM users WHERE id = $1';
export const userByRawQuery: UserRead = async ({ id }, lane) => {
  const users = await (await prismaOf(lane)).$queryRawUnsafe(USER, BigInt(id));
  return users.map((user) => ({ ...user, id: numbered(user['id']) }));
};
export const userBySql: UserRead = ({ id }, lane) => lane.sql(USER, [id]);

interface Page {
  readonly first: number;
  readonly after: number;
}
const pageOf = ({ first, after }: Page) => ({
  where: { id: { gte: BigInt(first), lt: BigInt(after) } },
  orderBy: { id: 'asc' },
});

const accounts = (count: number, description: string) =>
  defineBench({
    store: 'postgres',
    description,
    ask: (pick): Page => {
      const first = pick.between(1, pick.rows('accounts') - count + 1);
      return { first, after: first + count };
    },
    answer: async (page, lane): Promise<Rows> => {
      const { account, user } = await prismaOf(lane);
      const found = [];
      for (const row of await account.findMany(pageOf(page))) {
        const owner = await user.findUnique({ where: { id: row['userId'] } });
        found.push({ id: numbered(row['id']), provider: row['provider'], email: owner?.['email'] });
      }
      return found;
    },
    growth,
  });
export const fiftyAccountsRead = accounts(50, '50 accounts, each with the email of its owner');
export const oneAccountRead = accounts(1, 'One account with the email of its owner');
type AccountsRead = AnswerTo<typeof fiftyAccountsRead>;

/** Asked for at once, Prisma gathers them into one statement. */
export const accountsTogether: AccountsRead = async (page, lane) => {
  const { account, user } = await prismaOf(lane);
  const rows = await account.findMany(pageOf(page));
  const owners = await Promise.all(rows.map((row) => user.findUnique({ where: { id: row['userId'] } })));
  return rows.map((row, i) => ({ id: numbered(row['id']), provider: row['provider'], email: owners[i]?.['email'] }));
};
export const accountsIncluded: AccountsRead = async (page, lane) => {
  const { account } = await prismaOf(lane);
  const rows = await account.findMany({ ...pageOf(page), include: { user: { select: { email: true } } } });
  return rows.map((row) => ({ id: numbered(row['id']), provider: row['provider'], email: row.user?.['email'] }));
};
export const accountsBySql: AccountsRead = ({ first, after }, lane) =>
  lane.sql(
    `SELECT a.id, a.provider, u.email FROM accounts a JOIN users u ON u.id = a.user_id
     WHERE a.id >= $1 AND a.id < $2 ORDER BY a.id`,
    [first, after],
  );
