import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderIndex } from './index-page.ts';

const record = sampleRecord();

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

test('it is valid HTML', async () => {
  const report = await new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'prefer-native-element': 'off' },
  }).validateString(renderIndex([{ folder: 'r', record }]));
  expect(report.results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
});
