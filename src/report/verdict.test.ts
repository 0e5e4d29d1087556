// What stands at the top of the page beside the verdict.
import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { plural } from './format.ts';
import { renderHtml } from './html.ts';

test('known answers that were missed are told beside the verdict, with their stores', () => {
  const [comparison] = sampleRecord().comparisons;
  const of = (store: string, state: string) => ({ store, kind: 'positive', state, says: 'it was not found', comparison });
  const told = (...controls: object[]) => renderHtml({ ...sampleRecord(), controls: controls as never });
  expect(told(of('redis', 'passed'), of('kafka', 'failed'), of('neo4j', 'one lane'))).toContain(
    'known answers found in <b>1 of 3</b> controls; <a href="#method">not in Kafka, Neo4j</a>',
  );
  expect(told(of('redis', 'passed'))).toContain('known answers found in <b>1 of 1</b> controls</li>');
  expect(told(of('redis', 'not judged'))).not.toContain('known answers found');
});

test('whatever is not in the report is counted at its top', () => {
  const skipped = [{ id: 'a/b', reason: 'it is not there', remedy: 'fetch it' }];
  const failed = [{ id: 'a/c', error: 'it broke', log: [], repeat: 'npm run bench -- a/c' }];
  const notRun = ['a/d/one', 'a/d/two'].map((key) => ({ id: 'a/d', key, why: 'time' as const, seconds: 10 }));
  const told = (parts: object) => renderHtml({ ...sampleRecord({ skipped: [], failed: [] }), notRun: [], ...parts });
  const row = (says: string) => `<dt>Not run</dt><dd><a href="#problems">${says}</a></dd>`;
  expect(told({ skipped, failed, notRun })).toContain(row(`1 skipped, 1 failed, ${plural(2, 'comparison')} left out`));
  expect(told({ notRun: notRun.slice(0, 1) })).toContain(row(`${plural(1, 'comparison')} left out`));
  expect(told({})).not.toContain('<dt>Not run</dt>');
});
