import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import type { RunRecord } from '../experiment/record.ts';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { type ComparedPage, renderCompare } from './compare-page.ts';
import { compareRuns } from './compare-runs.ts';
import { compareMarkdown } from './exports/compare-markdown.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const ran = (...of: readonly (readonly [bench: string, ratio: number])[]): RunRecord =>
  sampleRecord({
    comparisons: of.map(([bench, ratio]) =>
      callsComparison({
        ...FOREIGN_KEY,
        bench,
        description: `Ask ${bench}`,
        variant: 'v',
        ratio,
        baselineNs: 1e6,
        verdict: 'better',
      }),
    ),
    skipped: [{ id: 'cache_ttl/eviction', reason: 'no redis', remedy: 'install it' }],
  });
const [before, after] = [
  ran(['a', 0.5], ['b', 0.5], ['c', 0.5], ['old', 0.5]),
  ran(['a', 0.25], ['b', 0.5], ['c', 0.6], ['new', 0.5]),
];
const page = (more: Partial<ComparedPage> = {}): ComparedPage => ({
  before: { record: before, name: '20260101-1', href: '../20260101-1/index.html' },
  after: { record: after, name: '20260102-1', href: null },
  ...{ compared: compareRuns(before, after), differences: [], ...more },
});
const section = (text: string, id: string): string => new RegExp(`<section id="${id}".*?</section>`, 's').exec(text)?.[0] ?? '';

test('what gained and lost stands first with both effects and the change, the rest apart', () => {
  const text = spaced(renderCompare(page()));
  expect(text).toContain('Of 3 comparisons in both runs: 1 gained, 1 lost, 1 without a change that can be seen, 1 new, 1 gone.');
  const changed = section(text, 'changed');
  expect(changed).toMatch(/Ask a.*2\.00×.*4\.00×/s);
  expect(changed).toContain('gained');
  expect(changed).toContain('Ask c');
  expect(changed).not.toContain('Ask b');
  expect(section(text, 'others')).toContain('Ask b');
});

test('the change is the later effect ÷ the earlier one, with its interval', () => {
  // 2× and 4×, each within ±3 %: the half-widths add as squares, so 2× within ±4.2 %.
  expect(spaced(section(renderCompare(page()), 'changed'))).toMatch(/<b>2\.00×<\/b> <span class="ci">\[1\.92, 2\.09\]<\/span>/);
});

test('what is new, gone and skipped is said, and the way to a report where there is one', () => {
  const text = renderCompare(page());
  expect(section(text, 'new')).toContain('<li>Foreign key: v, “Ask new”, p50 ');
  expect(section(text, 'gone')).toContain('<li>Foreign key: v, “Ask old”, p50 ');
  expect(section(text, 'skipped-after')).toContain('no redis; install it');
  expect(text).toContain('<a href="../20260101-1/index.html">20260101-1</a>');
  expect(text).toContain('<b>20260102-1</b>');
});

test('unlike runs that were compared all the same say so first', () => {
  const unlike = renderCompare(page({ differences: ['cores: 2, and 8 in 20260101-1'] }));
  expect(unlike).toContain('These runs are unlike');
  expect(unlike).toContain('<li>cores: 2, and 8 in 20260101-1</li>');
  expect(renderCompare(page())).not.toContain('These runs are unlike');
});

test('it is valid HTML without a script, and a hostile name stays text', async () => {
  const hostile = { record: after, name: '"><script>alert(1)</script>', href: null };
  const text = renderCompare(page({ after: hostile }));
  expect(text).not.toContain('<script');
  const report = await new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'prefer-native-element': 'off' },
  }).validateString(text);
  expect(report.results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
});

test('as Markdown: the same figures, what changed in view', () => {
  const [shown = '', folded = ''] = spaced(compareMarkdown(page({ differences: ['cores: 2'] }))).split('<details>');
  expect(shown).toContain(
    '| gained | Foreign key: v: Ask a, p50 | 2.00× [1.94, 2.06] | 4.00× [3.88, 4.12] | 2.00× [1.92, 2.09] | better → better |',
  );
  expect(shown).toContain('- cores: 2');
  expect(folded).toContain('Ask b');
});
