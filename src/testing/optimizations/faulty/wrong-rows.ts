import { userByKeptConnection } from '../../../../benches/postgres/user-by-id.ts';
import { defineOptimization } from '../../../define.ts';

/** For tests: the second variant is faster, because it answers with somebody else. */
export default defineOptimization({
  question: 'Is a wrong answer told from a fast one?',
  store: 'postgres',
  copies: ['users'],
  baseline: { name: 'right' },
  candidates: [
    { name: 'wrong', answers: { userByKeptConnection: () => 'SELECT id, email, username, role FROM users WHERE id = 1' } },
    { name: 'right again' },
  ],
  gain: { userByKeptConnection },
  price: {},
  claims: [],
  adopt: 'never',
  avoid: 'always',
});
