import { expect, test } from 'vitest';
import { foundSizes } from '../experiment/expected.ts';
import type { Expected } from '../experiment/record.ts';
import { around, comparisonOf, optimizationWith } from '../testing/judged-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { expectedPart } from './expected-part.ts';
import { renderHtml } from './html.ts';
import { html } from './html-template.ts';

const rows = (...expected: Expected[]) => {
  const comparisons = [comparisonOf(around(-Math.log(3)))];
  const part = expectedPart('a/b', foundSizes({ optimizations: [optimizationWith([], { expected })], comparisons }));
  return [...html`${part}`.markup.matchAll(/<tr>(<th scope="row">.*?)<\/tr>/g)].map(([, row = '']) =>
    row.replace(/<[^>]+>/g, '|'),
  );
};

const one = { candidate: 'one', metric: 'read.p50' } as const;

test('what was expected, what was found, and how far off it is', () => {
  expect(rows({ ...one, timesBetter: 4 })).toEqual([
    expect.stringMatching(/^\|read, p50\|\|one\|\|4× better\|\|3(\.\d+)?× \[.*\] better\|\|within 3 times\|$/),
  ]);
});

test('why it is far off, and that nothing says so', () => {
  expect(rows({ ...one, timesBetter: 30, because: 'the disk is slow' })[0]).toContain('|10 times off, because the disk is slow|');
  expect(rows({ ...one, timesBetter: 30 })[0]).toContain('|10 times off, and nothing explains it yet|');
});

test('nothing of what was not measured', () => {
  expect(rows({ candidate: 'two', metric: 'read.p50', timesBetter: 4 })).toEqual([]);
});

test('a card has it where the run has the size that they are of', () => {
  const { run } = sampleRecord();
  expect(renderHtml(sampleRecord({ run: { ...run, scale: 1 } }))).toContain('<td>120× better</td>');
  expect(renderHtml(sampleRecord({ run: { ...run, scale: 0.1 } }))).not.toContain('Expected sizes');
});
