import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';

const sample = sampleRecord();
/** The sample with one candidate, or all, that give something up. */
const risking = (names: (name: string) => boolean) => ({
  ...sample,
  optimizations: sample.optimizations.map((each) => ({
    ...each,
    variants: each.variants.map((one) => (names(one.name) ? { ...one, risk: 'pages are skipped' } : one)),
  })),
});
const boards = (page: string): readonly string[] => {
  const section = /<section id="first".*?<\/section>/s.exec(page)?.[0] ?? '';
  return section.split('Faster, if you accept what it gives up');
};

test('what gives something up has its sentence, and stands below what to do first', () => {
  const [first = '', accepted = ''] = boards(renderHtml(risking((name) => name === 'key')));
  expect(first).toContain('Monthly partitions');
  expect(first).not.toContain('pages are skipped');
  expect(accepted).toContain('If you accept that pages are skipped.');
  expect(accepted.match(/<tr>/g)).toHaveLength(2); // The heads and one row.
});

test('without a risk there is one board, and with nothing but risks no first place', () => {
  expect(boards(renderHtml(sample))).toHaveLength(1);
  const page = renderHtml(risking(() => true));
  expect(boards(page)[0]).toContain('Whatever is proven better in this run gives up something that was not measured.');
  expect(page).toContain('so nothing is recommended without a condition');
  expect(/<h1[^>]*>(.*?)<\/h1>/.exec(page)?.[1]).not.toContain('first');
});
