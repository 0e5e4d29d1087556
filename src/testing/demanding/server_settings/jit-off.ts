import { userByKeptConnection } from '../../../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../../define.ts';

/** For tests: a setting that is in force on every server of ours. */
export default defineOptimization({
  question: 'Is a setting that is in force asked for?',
  store: 'postgres',
  copies: ['users'],
  given: { servers: { postgres: { jit: 'off' } } },
  baseline: { name: 'one' },
  candidates: [{ name: 'another' }],
  gain: { userByKeptConnection },
  price: {},
  claims: [],
  adopt: 'never',
  avoid: 'always',
});
