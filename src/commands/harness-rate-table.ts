/** The harness' rate as a table. Pure. */
import { count, significant } from '../report/format.ts';
import type { HarnessRateOptions, StoreRate } from './harness-rate.ts';
import { aligned } from './micro-table.ts';

const HEAD = ['store', 'by', 'calls a second', 'beside the bare driver', 'interval over repeats'] as const;
const rate = (perSecond: number): string => count(Math.round(Number(perSecond.toPrecision(3))));

function rowsOf({ store, server, driver, barePerSecond, harnessPerSecond, ratio, interval, reference }: StoreRate): string[][] {
  const between = interval === null ? '–' : `[${significant(interval.low, 4)}, ${significant(interval.high, 4)}]`;
  const tool = 'missing' in reference ? [] : [['', `${reference.tool} ${reference.version}`, rate(reference.perSecond), '', '']];
  return [
    [`${store} ${server}`, `a loop over ${driver}`, rate(barePerSecond), '1', ''],
    ['', 'the harness', rate(harnessPerSecond), significant(ratio, 4), between],
    ...tool,
  ];
}

export function harnessRateText(
  rates: readonly StoreRate[],
  { repeats, repeatMs }: Pick<HarnessRateOptions, 'repeats' | 'repeatMs'>,
  goal: number,
): string {
  const confidence = rates.find(({ interval }) => interval !== null)?.interval?.confidence;
  const reached = rates.filter(({ ratio }) => ratio >= goal).map(({ store }) => store);
  const lines = [
    ...aligned([[...HEAD], ...rates.flatMap(rowsOf)]),
    '',
    `${repeats} repeats of ${repeatMs} ms in turns of 20 calls, one client, ${rates[0]?.layout === 'same' ? 'client and server on one core' : 'not pinned'}`,
    `the median of the repeats${confidence === undefined ? '' : ` with its ${significant(100 * confidence)} % interval`}; the goal is ${goal} or more: ${reached.length === rates.length ? 'reached' : reached.length === 0 ? 'not reached here' : `reached with ${reached.join(' and ')} alone`}`,
    ...rates.flatMap(({ reference }) => ('missing' in reference ? [`– ${reference.tool}: ${reference.missing}`] : [])),
  ];
  return `${lines.join('\n')}\n`;
}
