/** All effects of a run under each other, as data: gains by store, then prices, each with its interval. Pure. */
import type { Comparison, RunRecord } from '../../experiment/record.ts';
import { effectText, plural } from '../format.ts';
import { verdictWord } from '../glyph.ts';
import type { Colour } from '../palette.ts';
import { fullAxis } from '../scale.ts';
import { atText, costsOf, gainsOf, inWords, isSmoke, storeName, storesOf, timesOf, titleOf } from '../view.ts';
import { BARE, type ChartSpec, type Series } from './spec.ts';

export const TONES: Readonly<Record<Comparison['verdict'], Colour>> = {
  better: 'better',
  worse: 'worse',
  same: 'ink2',
  inconclusive: 'ink2',
  invalid: 'worse',
};

/** Rows of an optimisation stay together; the one with the surest gain stands first, and a sweep keeps its order. */
function inOrder(comparisons: readonly Comparison[]): readonly Comparison[] {
  const surest = (id: string) => Math.max(0, ...comparisons.filter((c) => c.id === id).map((c) => timesOf(c)?.low ?? 0));
  const ids = [...new Set(comparisons.map((c) => c.id))].sort((a, b) => surest(b) - surest(a));
  return ids.flatMap((id) => comparisons.filter((c) => c.id === id));
}
/** As the rows of the forest stand under each other. */
export const byStore = (comparisons: readonly Comparison[]): readonly (readonly [store: string, readonly Comparison[]])[] =>
  storesOf(comparisons).map((store) => [store, inOrder(comparisons.filter((c) => c.store === store))]);

/** With the bench where it is a price, or where a name alone would stand twice. */
function nameOf(comparison: Comparison, among: readonly Comparison[]): string {
  const short = (one: Comparison) =>
    [`${storeName(one.store)}: ${titleOf(one)}`, atText(one.at)].filter((part) => part !== '').join(', ');
  const twice = among.filter((one) => one.role === comparison.role && short(one) === short(comparison)).length > 1;
  if (comparison.role === 'price') return `${short(comparison)}, price: ${inWords(comparison.bench)}`;
  return twice ? `${short(comparison)}, ${inWords(comparison.bench)}` : short(comparison);
}

/** Null where there is no effect: the run judged nothing, or finished nothing. */
export function forestChart(record: RunRecord): ChartSpec | null {
  if (isSmoke(record)) return null;
  const rows = [gainsOf(record), costsOf(record)].flatMap(byStore).flatMap(([, comparisons]) => comparisons);
  const shown = rows.flatMap((comparison) => {
    const times = timesOf(comparison);
    return times === null ? [] : [{ comparison, times }];
  });
  if (shown.length === 0) return null;
  const axis = fullAxis(shown.map(({ comparison, times }) => ({ times, conclusive: comparison.verdict !== 'inconclusive' })));
  const verdicts = [...new Set(shown.map(({ comparison }) => comparison.verdict))];
  const seriesOf = (verdict: Comparison['verdict']): Series => ({
    ...{ name: verdict, tag: '', colour: TONES[verdict], dash: '', line: false, radius: 4 },
    points: shown.flatMap(({ comparison, times }, i) =>
      comparison.verdict !== verdict
        ? []
        : [
            {
              ...{ x: times.estimate, y: i + 1, key: comparison.key, hollow: verdict === 'inconclusive' },
              between: { low: times.low, high: times.high },
              label: `${effectText(times)} ${verdictWord(comparison)}`,
            },
          ],
    ),
  });
  return {
    ...BARE,
    kind: 'forest',
    title: `Effects of run ${record.run.id}: ${plural(shown.length, 'comparison')}`,
    description: shown.map(({ comparison, times }) => `${nameOf(comparison, rows)} ${effectText(times)}`).join('; '),
    how: 'right of the dashed line is better. The dot is the estimate, the bar its interval; a hollow dot decides nothing. A price left of the line is dearer.',
    x: { name: 'times better (log)', unit: 'times', scale: 'log', low: axis.low, high: axis.high, ticks: axis.ticks },
    y: {
      ...{ name: '', unit: '', scale: 'linear', low: 0.5, high: shown.length + 0.5 },
      ticks: shown.map(({ comparison }, i) => ({ value: i + 1, text: nameOf(comparison, rows) })),
    },
    series: verdicts.map(seriesOf),
    even: { value: 1, tag: '' },
  };
}
