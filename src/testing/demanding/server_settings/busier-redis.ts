import { readSession } from '../../../../benches/redis/sessions.ts';
import { defineOptimization } from '../../../define.ts';

/** For tests: a lane of Redis with a setting of its own. */
export default defineOptimization({
  question: 'Is a server that was there before configured?',
  store: 'redis',
  copies: ['sessions'],
  baseline: { name: 'as it is' },
  candidates: [{ name: 'busier', servers: { redis: { hz: 50 } } }],
  gain: { readSession },
  price: {},
  claims: [],
  adopt: 'never',
  avoid: 'always',
});
