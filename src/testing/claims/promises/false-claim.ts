import { userByKeptConnection } from '../../../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../../define.ts';

/** For tests: a claim that cannot be kept, because the candidate waits at each call. */
export default defineOptimization({
  question: 'Is a claim that is false found broken, and measured once more?',
  store: 'postgres',
  copies: ['users'],
  baseline: { name: 'as it is' },
  candidates: [
    {
      name: 'one that waits',
      answers: {
        userByKeptConnection: ({ user }) => ({
          sql: 'SELECT id, email, username, role FROM users, pg_sleep(0.003) WHERE id = $1',
          params: [user],
        }),
      },
    },
  ],
  gain: { userByKeptConnection },
  price: {},
  claims: [{ metric: 'userByKeptConnection.p50', timesWorse: { atMost: 1.5 } }],
  adopt: 'never',
  avoid: 'always',
});
