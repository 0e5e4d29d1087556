import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderIndex } from './index-page.ts';

const record = sampleRecord();
const PAIRS = [
  { before: 'a', after: 'b', made: true, unlike: false },
  { before: 'a', after: 'c', made: false, unlike: false },
  { before: 'b d', after: 'c', made: false, unlike: true },
];

test('the newest run stands first, with its counts and a link to its report', () => {
  const page = renderIndex([
    { folder: '20260101-000000', record },
    { folder: '20260102-000000', record: { ...record, comparisons: [] } },
  ]);
  expect([...page.matchAll(/href="(\d+-\d+)\/index\.html"/g)].map(([, folder]) => folder)).toEqual([
    '20260102-000000',
    '20260101-000000',
  ]);
  const better = record.comparisons.filter(({ verdict }) => verdict === 'better').length;
  expect(page).toContain(`<td class="r">${better}</td>`);
});

test('a run that cannot be read is a row all the same, and a hostile name stays text', () => {
  const page = renderIndex([{ folder: '"><script>alert(1)</script>', record: null }]);
  expect(page).toContain('is not one that this version reads');
  expect(page).not.toContain('<script>');
});

test('two runs are picked: the way to their page where it is made, the command where it is not', () => {
  const page = renderIndex([{ folder: 'r', record }], PAIRS);
  expect(page).toContain('<a href="compare/a__b.html">a and b beside each other</a>');
  expect(page).toContain('<code>npm run mhbench -- compare a c --format html</code>');
  expect(page).toContain('npm run mhbench -- compare &#39;b d&#39; c --format html --allow-mismatch');
  expect(page).not.toContain('<script');
  // The line of the second pair is shown for its own options.
  expect(page).toContain('.pick:has(#pb>option:nth-child(1):checked):has(#pa>option:nth-child(2):checked) .p1{display:block}');
  expect(renderIndex([{ folder: 'r', record }])).not.toContain('Compare two');
});

test('it is valid HTML', async () => {
  const report = await new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'prefer-native-element': 'off' },
  }).validateString(renderIndex([{ folder: 'r', record }], PAIRS));
  expect(report.results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
});
