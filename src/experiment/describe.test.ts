import { expect, test } from 'vitest';
import type { AnyOptimization } from '../define.ts';
import { optimizationRecord, tellCalls } from './describe.ts';
import type { LaneRecord } from './record.ts';

const built = (factory: string) => (lane: { build(name: string): Promise<void> }) => lane.build(factory);
const optimization = {
  baseline: { name: 'exact', apply: built('Flat') },
  candidates: [{ name: 'index', apply: built('IVF16,Flat'), servers: { faiss: { threads: 1 } } }],
  claims: [],
} as unknown as AnyOptimization;
const words = { changed: () => null, sample: () => null };
const lane = (...variants: string[]): LaneRecord => ({
  ...{ variants, at: null, applyMs: 1, bytes: null, changes: [], undone: 'dropped' as const },
});

test('a change is told by its calls and their values in place of its own text, and keeps its settings', () => {
  const part = optimizationRecord({ id: 'vector_search/x', optimization, notes: [] }, words);
  const changes = () => part.variants.map(({ change }) => change);
  expect(changes()[1]).toEqual([expect.stringContaining('factory'), 'faiss: threads = 1']);
  const planned = { id: 'vector_search/x', optimization };
  tellCalls({ optimizations: [part] }, planned, { record: lane('index'), called: ["build('IVF16,Flat')"] });
  expect(changes()).toEqual([[expect.stringContaining('factory')], ["build('IVF16,Flat')", 'faiss: threads = 1']]);
  // A lane that is made again changes nothing.
  tellCalls({ optimizations: [part] }, planned, { record: lane('index'), called: ["build('other')"] });
  expect(changes()[1]).toEqual(["build('IVF16,Flat')", 'faiss: threads = 1']);
});

test('before there is a part of the record, and where nothing was called, nothing is told', () => {
  const part = optimizationRecord({ id: 'vector_search/x', optimization, notes: [] }, words);
  const before = structuredClone(part);
  tellCalls({ optimizations: [] }, { id: 'vector_search/x', optimization }, { record: lane('exact'), called: ["build('Flat')"] });
  tellCalls({ optimizations: [part] }, { id: 'vector_search/x', optimization }, { record: lane('exact'), called: [] });
  expect(part).toEqual(before);
});
