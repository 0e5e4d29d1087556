/** A page of its own for each optimisation: the report of that part of the record which tells of it. Pure. */
import type { RunRecord } from '../experiment/record.ts';

/** A record may come from anywhere, and what it calls an id becomes the name of a file: words with slashes between them, and no dots. */
const PLAIN = /^[\w-]+(\/[\w-]+)*$/;

/** Where it stands in the run's folder; null for an id that names no file. */
export const pageOf = (id: string): string | null => (PLAIN.test(id) ? `optimizations/${id}.html` : null);
/** From there to the run's folder. */
export const wayBack = (id: string): string => '../'.repeat(id.split('/').length);

/** What was begun and can have a page, each once. */
export const pagesOf = ({ optimizations }: RunRecord): readonly { readonly id: string; readonly path: string }[] =>
  [...new Set(optimizations.map(({ id }) => id))].flatMap((id) => {
    const path = pageOf(id);
    return path === null ? [] : [{ id, path }];
  });

/** What the record holds of one optimisation, with the controls of its store. */
export function partOf(record: RunRecord, id: string): RunRecord {
  const comparisons = record.comparisons.filter((each) => each.id === id);
  const optimizations = record.optimizations.filter((each) => each.id === id);
  const keys = new Set(comparisons.map(({ key }) => key));
  return {
    ...record,
    optimizations,
    comparisons,
    controls: record.controls.filter(({ store }) => optimizations.some((each) => each.store === store)),
    ...(record.confirmations !== undefined && { confirmations: record.confirmations.filter(({ key }) => keys.has(key)) }),
    skipped: record.skipped.filter((each) => each.id === id),
    notRun: record.notRun.filter((each) => each.id === id),
    failed: record.failed.filter((each) => each.id === id),
  };
}
