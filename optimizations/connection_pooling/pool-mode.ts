import { userByNewConnection } from '../../benches/postgres/user-by-id.ts';
import { waitElsewhere } from '../../benches/postgres/wait-elsewhere.ts';
import { defineOptimization } from '../../src/define.ts';

const mode = (name: 'session' | 'transaction' | 'statement') => ({
  name,
  client: { via: 'pgbouncer', connect: 'per call' } as const,
  servers: { pgbouncer: { pool_mode: name, default_pool_size: 4 } },
});

/** Eight clients share four connections. In session mode a client has one until it goes. */
export default defineOptimization({
  question: 'What does a pooler give when it hands a connection on after each transaction, and not when a client goes?',
  store: 'postgres',
  copies: ['users'],
  given: { load: { clients: 8 } },
  baseline: mode('session'),
  candidates: [
    {
      ...mode('transaction'),
      risk: 'what a session keeps (SET, LISTEN, advisory locks, temporary tables) is gone after each transaction',
    },
  ],
  gain: { userByNewConnection },
  price: { waitElsewhere },
  claims: [{ metric: 'userByNewConnection.perSecond', timesWorse: { atMost: 1.15 } }],
  adopt: 'transaction: what a session keeps (SET, LISTEN, advisory locks, temporary tables) must then not be needed',
  avoid: 'session for clients that stay: the fifth of them waits until one of four goes',
});
