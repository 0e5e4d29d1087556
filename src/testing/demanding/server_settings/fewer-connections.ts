import { userByKeptConnection } from '../../../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../../define.ts';

/** For tests: a setting that needs a restart. */
export default defineOptimization({
  question: 'Is a server that was there before restarted?',
  store: 'postgres',
  copies: ['users'],
  baseline: { name: 'as it is' },
  candidates: [{ name: 'restarted', servers: { postgres: { max_connections: 50 } } }],
  gain: { userByKeptConnection },
  price: {},
  claims: [],
  adopt: 'never',
  avoid: 'always',
});
