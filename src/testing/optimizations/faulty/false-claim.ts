import { userByKeptConnection } from '../../../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../../define.ts';

/** For tests: a claim that cannot be kept, because both variants do the same. */
export default defineOptimization({
  question: 'Is a claim that is false found broken, and measured once more?',
  store: 'postgres',
  copies: [],
  baseline: { name: 'as it is' },
  candidates: [{ name: 'the same' }],
  gain: { userByKeptConnection },
  price: {},
  claims: [{ metric: 'userByKeptConnection.p50', timesBetter: { atLeast: 2 } }],
  adopt: 'never',
  avoid: 'always',
});
