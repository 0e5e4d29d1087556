import { userByKeptConnection, userByNewConnection } from '../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../src/define.ts';

/** One PostgreSQL, two ways in. Passwords are checked on both: `trust` would hide a part of what connecting costs. */
export default defineOptimization({
  question: 'What does a connection per request cost, and how much of it does PgBouncer take away?',
  store: 'postgres',
  copies: ['users'],
  given: { servers: { pgbouncer: { pool_mode: 'transaction', default_pool_size: 20 } } },
  sweep: {
    over: 'clients',
    values: [1, 16],
    given: (clients) => ({ load: { clients } }),
  },
  baseline: { name: 'direct' },
  candidates: [{ name: 'pgbouncer', client: { via: 'pgbouncer' } }],
  gain: { userByNewConnection },
  price: { userByKeptConnection },
  claims: [{ metric: 'userByNewConnection.perSecond', at: 16, timesBetter: { atLeast: 3 } }],
  adopt: 'when processes are many or short-lived',
  avoid: 'for one long-lived Node process: its own pool keeps connections without the extra hop',
});
