// What stands at the top of the page beside the verdict.
import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
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
