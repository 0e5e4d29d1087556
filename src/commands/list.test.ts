// What `list` shows of an optimisation.
import { expect, test } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { list, listedOf, listText } from './list.ts';

const bench = { store: 'postgres', description: 'a read', ask: () => ({}), answer: () => 'SELECT 1' };
const entry = {
  id: 'indexing/foreign-key',
  optimization: {
    question: 'Does an index on the foreign key pay?',
    store: 'postgres',
    copies: [],
    showcase: 'account_id',
    gain: { turnover: bench },
    price: { insert: { ...bench, writes: true } },
    baseline: { name: 'no index' },
    candidates: [{ name: 'account_id', apply: ['a'] }],
    claims: [{ metric: 'turnover.p50', timesBetter: { atLeast: 2 } }],
    adopt: '',
    avoid: '',
  },
};
const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const listed = { ...listedOf({ ...entry, optimization: Object(entry.optimization) }, counts), quickSeconds: 14 };

test('an optimisation as JSON', () =>
  expect(listed).toEqual({
    id: 'indexing/foreign-key',
    store: 'postgres',
    question: 'Does an index on the foreign key pay?',
    baseline: 'no index',
    candidates: ['account_id'],
    gain: ['turnover'],
    price: ['insert'],
    shapes: ['calls'],
    claims: [{ metric: 'turnover.p50', timesBetter: { atLeast: 2 } }],
    claimTexts: ['any candidate: turnover, p50: at least 2× better'],
    showcase: 'account_id',
    quickSeconds: 14,
  }));
test('an optimisation for people', () =>
  expect(listText([listed]).split('\n')).toEqual([
    'indexing/foreign-key  (postgres, calls, about 14 s, in quick: account_id)',
    '  Does an index on the foreign key pay?',
    '  no index against account_id',
    '  gain: turnover; price: insert',
    '  claim: any candidate: turnover, p50: at least 2× better',
    '',
    "1 optimisation; run some with: mhbench run 'id' 'folder/*'",
    '',
  ]));
test('the catalogue as it stands is an array of those', async () => {
  const io = fakeIo();
  expect(await list({ json: true }, io)).toBe(0);
  expect(Array.isArray(JSON.parse(io.stdout.written()))).toBe(true);
});
