import { defineBench } from '../../src/define.ts';

/** A query that waits for a lock, a disk or another server holds its connection, and uses no processor. */
export const waitElsewhere = defineBench({
  store: 'postgres',
  description: 'A query that waits 5 ms for something else, asked by 32 clients',
  shape: { kind: 'calls', load: { clients: 32 } },
  ask: (pick) => ({ user: pick.user() }),
  answer: ({ user }) => ({ sql: 'SELECT u.id, u.email FROM pg_sleep(0.005), users u WHERE u.id = $1', params: [user] }),
});
