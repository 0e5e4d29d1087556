/** What the committed runs found, a row an optimisation: what the guide of docs/results shows. Pure. */
import { judgeClaims } from '../experiment/claims.ts';
import { DRILL_FIGURES, type DrillSummary, summaryOf } from '../experiment/drill-figures.ts';
import type { OptimizationRecord, RunRecord } from '../experiment/record.ts';
import { claimTally } from '../report/claims.ts';
import { cell } from '../report/exports/markdown.ts';
import { count, effectText } from '../report/format.ts';
import { priceSentence } from '../report/prices.ts';
import { bestGains, freeGains, riskOf } from '../report/ranking.ts';
import { atText, gainsOf, inWords, metricName, storesOf, storeVersion, timesOf } from '../report/view.ts';

type Comparison = RunRecord['comparisons'][number];

const gainText = (gain: Comparison): string => {
  const times = timesOf(gain);
  const where = [gain.variant, atText(gain.at)].filter((each) => each !== '').join(', ');
  return `${where}: ${times === null ? (gain.reason ?? gain.verdict) : `${effectText(times)} ${gain.verdict}`}`;
};

const riskText = (record: RunRecord, gain: Comparison): string => {
  const risk = riskOf(record, gain);
  return risk === null ? '' : `; if you accept that ${risk}`;
};

/** The middle of the repeats, and the least and the most where they differ: a rare one may be what matters. */
const spreadText = ({ median, least, most }: DrillSummary): string =>
  least === most ? count(median ?? 0) : `${count(median ?? 0)} [${count(least ?? 0)}, ${count(most ?? 0)}]`;

/** Of a drill, which has no verdict, the middle of its repeats for either variant; what nobody knows and what is nought for both is left out. */
function drillText({ variant, bench, evidence }: Comparison): readonly string[] {
  if (evidence.shape !== 'drill') return [];
  const figures = DRILL_FIGURES.flatMap((figure) => {
    const sides = (['baseline', 'candidate'] as const).map((side) => summaryOf(evidence, side, figure));
    const isNought = figure !== 'lost' && sides.every(({ most }) => most === 0);
    if (isNought || sides.some(({ median }) => median === null)) return [];
    return [`${metricName(figure)} ${sides.map(spreadText).join(' → ')}`];
  });
  return [`${variant}, ${inWords(bench)}: ${figures.join(', ')}`];
}

function foundOf(record: RunRecord, id: string): readonly [found: string, price: string] {
  const best = [...freeGains(record), ...bestGains(record)].find((gain) => gain.id === id);
  if (best !== undefined) return [gainText(best), [priceSentence(record, best), riskText(record, best)].join('')];
  const gains = gainsOf(record).filter((gain) => gain.id === id);
  const timed = gains.filter((gain) => timesOf(gain) !== null);
  const [first] = timed;
  const texts = timed.length === 0 ? gains.flatMap(drillText) : timed.map(gainText);
  return [texts.join('; '), first === undefined ? '' : priceSentence(record, first)];
}

function rowOf(record: RunRecord, { id, question }: OptimizationRecord): string {
  const claims = judgeClaims(record).filter((claim) => claim.id === id);
  const cells = [`[${id}](../../optimizations/${id}.ts)`, cell(question), ...foundOf(record, id).map(cell), claimTally(claims)];
  return `| ${cells.join(' | ')} |`;
}

/** The best gain of each with its price; where none is proven, what was found of all. */
export function findings(name: string, record: RunRecord): string {
  const servers = storesOf(record.comparisons).map((store) => `${store} ${storeVersion(record, store) ?? ''}`.trim());
  return [
    `## ${name}`,
    '',
    `Measured on ${record.run.startedAt.slice(0, 10)} with ${servers.join(', ')}: ${claimTally(judgeClaims(record))}.`,
    '',
    '| optimisation | question | found | price | claims |',
    '|---|---|---|---|---|',
    ...record.optimizations.map((optimization) => rowOf(record, optimization)),
  ].join('\n');
}
