/** The table of in-process work. Pure. */
import type { MicroFigures } from '../micro/figures.ts';
import { count, duration, NOT_MEASURED, share, significant } from '../report/format.ts';

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
  readonly remedy: string;
}
export interface MicroRun {
  readonly tinybench: string;
  readonly node: string;
  readonly rounds: number;
  readonly roundMs: number;
  readonly seed: number;
}

const HEAD = ['bench', 'per second', 'median', 'interval over rounds', 'p99', 'spread', 'samples', 'errors'] as const;

const time = (ns: number | null): string => (ns === null ? NOT_MEASURED : duration(ns));

const rowOf = (figures: MicroFigures): readonly string[] => {
  const { name, unit, per, perSecond, p50Ns, interval, p99Ns, spread, samples, errors } = figures;
  return [
    name,
    perSecond === null ? NOT_MEASURED : `${count(Math.round(Number(perSecond.toPrecision(3))))} ${unit}`,
    time(p50Ns),
    interval === null ? NOT_MEASURED : `[${duration(interval.low)}, ${duration(interval.high)}]`,
    time(p99Ns),
    spread === null ? NOT_MEASURED : share(Number(spread.toPrecision(2))),
    per === 1 ? count(samples) : `${count(samples)} × ${per}`,
    count(errors),
  ];
};

/** Columns as wide as their widest cell, the first to the left and the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function microText(run: MicroRun, figures: readonly MicroFigures[], leftOut: readonly LeftOut[]): string {
  const confidence = figures.find(({ interval }) => interval !== null)?.interval?.confidence;
  const lines = [
    ...aligned([HEAD, ...figures.map(rowOf)]),
    '',
    `${run.rounds} rounds of ${run.roundMs} ms a bench, orders of seed ${run.seed}; tinybench ${run.tinybench}, Node ${run.node}`,
    `times are for one unit; the median of the rounds' medians${confidence === undefined ? '' : `, with its ${significant(100 * confidence)} % interval`}; spread is slowest minus quickest round`,
    'a p99 is that of all samples, where there are a thousand and each is of one unit',
    ...figures.flatMap(({ name, errors, errorSample }) =>
      errors === 0 ? [] : [`✖ ${name}: ${errors} calls failed: ${errorSample}`],
    ),
    ...leftOut.map(({ name, reason, remedy }) => `– ${name} left out: ${reason}; ${remedy}`),
  ];
  return `${lines.join('\n')}\n`;
}
