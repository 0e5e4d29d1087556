// A page of its own for each optimisation: what of the record stands on it, where it lies, and what cannot have one.
import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml, renderPage } from './html.ts';
import { pageOf, pagesOf, partOf, wayBack } from './page.ts';

const record = sampleRecord();
const ID = 'indexing/foreign-key';

test('it holds its own optimisation and no other, with the controls of its store', () => {
  const [comparison] = record.comparisons;
  const controls = ['postgres', 'redis'].map((store) => ({ store, kind: 'null', state: 'passed', says: '', comparison }));
  const part = partOf(sampleRecord({ controls }), ID);
  expect(new Set(part.comparisons.map(({ id }) => id))).toEqual(new Set([ID]));
  expect(part.comparisons).toHaveLength(record.comparisons.filter(({ id }) => id === ID).length);
  expect(part.controls.map(({ store }) => store)).toEqual(['postgres']);
  expect([...part.skipped, ...part.failed]).toEqual([]);
});

test('the whole run links to it, and it links back', () => {
  expect(pageOf(ID)).toBe('optimizations/indexing/foreign-key.html');
  expect(renderHtml(record)).toContain('<a href="optimizations/indexing/foreign-key.html">A page of its own</a>');
  const page = renderPage(record, ID);
  expect(wayBack(ID)).toBe('../../');
  expect(page).toContain('<a href="../../index.html">The whole run</a>');
  expect(page).toContain('<a href="../../run.json">run.json</a>');
  expect(page).not.toContain('A page of its own');
});

test.each(['../../etc/cron', 'a/../b', '/etc/passwd', 'a b', '.hidden', ''])('%j names no file', (id) => {
  expect(pageOf(id)).toBeNull();
  const [first] = record.optimizations;
  expect(pagesOf(sampleRecord({ optimizations: [{ ...first, id }] }))).toEqual([]);
});
