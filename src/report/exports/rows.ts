/** What every export says of a comparison: its name, its figures, its effect; null where no speed may be shown. Pure. */
import type { Comparison, RunRecord } from '../../experiment/record.ts';
import { figuresOf, isSmoke, timesOf } from '../view.ts';

export interface ExportRow {
  /** Unique in the record, and the same in the next run: id, candidate, bench and metric, place in the sweep. */
  readonly name: string;
  readonly comparison: Comparison;
  /** Of the deciding metric, in its own unit: ns, ms or calls a second. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly unit: string | null;
  readonly timesBetter: { readonly estimate: number; readonly low: number; readonly high: number } | null;
}

const nameOf = ({ id, variant, bench, metric, at }: Comparison): string =>
  `${id} / ${variant} / ${bench}.${metric}${at === null ? '' : ` @ ${at.over}=${at.value}`}`;

/** In the order of the record. A smoke run judges no speed, so it has none. */
export function exportRows(record: RunRecord): readonly ExportRow[] {
  const silent = isSmoke(record);
  return record.comparisons.map((comparison) => {
    const figures = silent ? null : figuresOf(comparison);
    return {
      ...{ name: nameOf(comparison), comparison },
      ...{ baseline: figures?.baseline ?? null, candidate: figures?.candidate ?? null, unit: figures?.unit ?? null },
      timesBetter: silent ? null : timesOf(comparison),
    };
  });
}

const SECONDS = new Map([
  ['ns', 1e-9],
  ['ms', 1e-3],
]);
/** A time in seconds; null for what is no time. */
export function secondsOf(value: number | null, unit: string | null): number | null {
  const factor = SECONDS.get(unit ?? '');
  return value === null || factor === undefined ? null : value * factor;
}
