/** The noise of this machine as a table. Pure. */

import { NOT_MEASURED, plural, share } from '../report/format.ts';
import { inWords, metricName } from '../report/view.ts';
import type { Band } from '../trust/noise.ts';
import { aligned } from './micro-table.ts';

export interface Missing {
  readonly store: string;
  readonly reason: string;
  readonly remedy: string;
}

const HEAD = ['store', 'figure', 'n', 'told apart', 'median', 'largest', 'next, 95 %', 'between sessions'] as const;
const orDash = (value: number | null): string => (value === null ? NOT_MEASURED : share(value));

const rowOf = ({ store, metric, comparisons, flagged, median, largest, next, sessionSd }: Band): readonly string[] => [
  store,
  inWords(metricName(metric)),
  `${comparisons}`,
  flagged === null ? NOT_MEASURED : `${flagged}`,
  share(median),
  share(largest),
  orDash(next),
  orDash(sessionSd),
];

export function noiseText(bands: readonly Band[], missing: readonly Missing[], sessions: number): string {
  const suspect = bands.filter(({ sides }) => sides.suspect);
  const lines = [
    ...aligned([[...HEAD], ...bands.map(rowOf)]),
    '',
    `Two equal copies, compared n times of ${plural(sessions, 'session')} each, made anew each time. Shares are of how far they were told to differ;`,
    '“next” is where another such comparison falls with 95 %: an effect within it says nothing. “Told apart” counts false alarms of the figure that decides.',
    ...suspect.map(
      ({ store, metric, sides }) =>
        `The harness itself is suspect: ${store} ${metric} came out above ${sides.above} times and below ${sides.below} times.`,
    ),
    ...missing.map(({ store, reason, remedy }) => `– ${store}  not measured: ${reason}; ${remedy}`),
  ];
  return `${lines.join('\n')}\n`;
}
