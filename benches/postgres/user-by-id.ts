import { defineBench } from '../../src/define.ts';

const ask = (pick: { user(): number }) => ({ user: pick.user() });
const answer = ({ user }: { user: number }) => ({
  sql: 'SELECT id, email, username, role FROM users WHERE id = $1',
  params: [user],
});

/** As a short-lived process does it: connect, ask, disconnect. */
export const userByNewConnection = defineBench({
  store: 'postgres',
  description: 'Connect, read one user by primary key, disconnect',
  client: { connect: 'per call' },
  ask,
  answer,
  headline: 'perSecond',
});

/** As a long-lived process does it: the connection is kept. */
export const userByKeptConnection = defineBench({
  store: 'postgres',
  description: 'One user by primary key over a kept connection',
  client: { connect: 'pool', named: false },
  ask,
  answer,
});
