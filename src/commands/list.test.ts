// What `list` shows of an optimisation.
import { expect, test } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { list, listedOf, listText } from './list.ts';

const entry = {
  id: 'indexing/foreign-key',
  optimization: {
    question: 'Does an index on the foreign key pay?',
    store: 'postgres',
    gain: { turnover: {} },
    price: { insert: {}, size: {} },
    baseline: { name: 'no index' },
    candidates: [{ name: 'account_id' }, { name: 'covering' }],
    claims: [{ metric: 'turnover', timesBetter: { atLeast: 2 } }],
    adopt: '',
    avoid: '',
  },
};
const listed = listedOf({ ...entry, optimization: Object(entry.optimization) });

test('an optimisation as JSON', () =>
  expect(listed).toEqual({
    id: 'indexing/foreign-key',
    store: 'postgres',
    question: 'Does an index on the foreign key pay?',
    baseline: 'no index',
    candidates: ['account_id', 'covering'],
    gain: ['turnover'],
    price: ['insert', 'size'],
    claims: [{ metric: 'turnover', timesBetter: { atLeast: 2 } }],
  }));
test('an optimisation for people', () =>
  expect(listText([listed]).split('\n')).toEqual([
    'indexing/foreign-key  (postgres)',
    '  Does an index on the foreign key pay?',
    '  no index against account_id | covering',
    '  gain: turnover; price: insert, size',
    '',
    "1 optimisation; run some with: mhbench run 'id' 'folder/*'",
    '',
  ]));
test('the catalogue as it stands is an array of those', async () => {
  const io = fakeIo();
  expect(await list({ json: true }, io)).toBe(0);
  expect(Array.isArray(JSON.parse(io.stdout.written()))).toBe(true);
});
