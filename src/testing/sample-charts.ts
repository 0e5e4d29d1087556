/** Records with every kind of chart: a sweep over clients with figures of both variants, and answers that are scored. */
import type { RunRecord } from '../experiment/record.ts';
import { callsComparison, type Loose } from './sample-comparisons.ts';

const closed = {
  id: 'connection_pooling/pool-size',
  bench: 'reads',
  description: 'Read a user',
  baseline: 'one',
  baselineNs: 8e6,
};
const sweep = (): Loose[] =>
  ['four', 'eight'].flatMap((variant, i) =>
    [1, 8, 32].map((value) =>
      callsComparison({
        ...{ ...closed, variant, ratio: 1 / (1.2 + i + Math.log2(value)), verdict: value === 1 ? 'inconclusive' : 'better' },
        more: { at: { over: 'clients', value } },
      }),
    ),
  );

const VECTORS = 'vector_search/exact-or-index';
const SCORED = [
  ['Flat', 1, 1],
  ['IVF16', 0.93, 0.4],
  ['HNSW16', 0.98, 0.1],
] as const;
const scored = (): Loose[] =>
  SCORED.slice(1).map(([variant, candidate, ratio]) =>
    callsComparison({
      ...{ id: VECTORS, bench: 'nearest', description: 'Nearest messages', store: 'faiss' },
      ...{ baseline: 'Flat', baselineNs: 2e6, variant, ratio, verdict: 'better' },
      more: {
        answers: {
          ...{ calls: 100, baseline: 'a9', candidate: 'a9', equal: true, leaves: null },
          scores: [{ name: 'recall', unit: 'ratio', better: 'higher', atLeast: 0.9, baseline: 1, candidate }],
        },
      },
    }),
  );

/** What replaces the comparisons of a sample record. */
export const clientsSweep = (): Partial<Record<keyof RunRecord, unknown>> => ({
  comparisons: [...sweep(), ...scored()],
  optimizations: [closed.id, VECTORS].map((id) => ({
    ...{ id, store: 'postgres', question: 'What?', adopt: 'when it pays', avoid: 'when not', baseline: 'one' },
    ...{ variants: [], lanes: [], readings: [], plans: [], notes: [] },
  })),
});
