import { userByKeptConnection, userByNewConnection } from '../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../src/define.ts';

/** One PostgreSQL, two ways in. Passwords are checked on both: `trust` would hide a part of what connecting costs. */
export default defineOptimization({
  question: 'What does a connection per request cost, and which pool takes the cost away?',
  store: 'postgres',
  showcase: 'pool in the process',
  showcaseBenches: ['userByNewConnection'],
  copies: ['users'],
  given: {
    servers: { pgbouncer: { pool_mode: 'transaction', default_pool_size: 20 } },
    load: { clients: 16 },
  },
  baseline: { name: 'direct' },
  candidates: [
    {
      name: 'pgbouncer',
      client: { via: 'pgbouncer' },
      risk: 'what a session keeps (SET, LISTEN, advisory locks, temporary tables) is gone after each transaction',
    },
    { name: 'pool in the process', client: { connect: 'pool' } },
  ],
  gain: { userByNewConnection },
  price: { userByKeptConnection },
  claims: [
    { candidate: 'pgbouncer', metric: 'userByNewConnection.perSecond', timesWorse: { atMost: 1.1 } },
    { candidate: 'pool in the process', metric: 'userByNewConnection.perSecond', timesBetter: { atLeast: 10 } },
  ],
  expected: [
    {
      candidate: 'pgbouncer',
      metric: 'userByNewConnection.perSecond',
      timesBetter: 10,
      because: 'passwords are checked on both ways here, as in production; by hand nobody was asked for one (trust)',
    },
    { candidate: 'pool in the process', metric: 'userByNewConnection.perSecond', timesBetter: 33 },
    { candidate: 'pgbouncer', metric: 'userByKeptConnection.p50', timesWorse: 1.1 },
  ],
  adopt:
    'when processes are many or short-lived; with SCRAM the password is checked by the pooler too, so what it saves is the server process',
  avoid: 'for one long-lived Node process: its own pool keeps connections without the extra hop',
});
