/** The custom formats of github-action-benchmark: one list for what is better when it is bigger, one for what is better when it is smaller. Pure. */
import type { RunRecord } from '../../experiment/record.ts';
import { plain } from '../format.ts';
import { exportRows } from './rows.ts';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

/** Times better, of every effect that is known: the ratio of one run, which another machine does not shift. */
export const biggerIsBetter = (record: RunRecord): readonly Entry[] =>
  exportRows(record).flatMap(({ name, comparison, timesBetter }) =>
    timesBetter === null
      ? []
      : [
          {
            ...{ name, unit: 'times better', value: timesBetter.estimate },
            range: `${plain(timesBetter.low)} to ${plain(timesBetter.high)}`,
            extra: `${comparison.verdict}, ${comparison.sessions} sessions`,
          },
        ],
  );

/** The candidates' own times. */
export const smallerIsBetter = (record: RunRecord): readonly Entry[] =>
  exportRows(record).flatMap(({ name, candidate, unit, comparison }) =>
    candidate === null || (unit !== 'ns' && unit !== 'ms')
      ? []
      : [{ name, unit, value: candidate, extra: `${comparison.verdict} against ${comparison.baseline}` }],
  );
