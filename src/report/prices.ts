/**
 * What a gain costs, as short clauses: "insert 100 rows 16 % slower [12 %, 20 %], n 6", "index bytes +57 %, counted",
 * "build 0.7 s, once (writers of logs wait up to 0.6 s)", "recall 1 → 0.464, over 100 questions".
 */
import type { At, Comparison, LaneRecord, ReadingRecord, RunRecord } from '../experiment/record.ts';
import { changeSize, changeText, count, milliseconds, NOT_MEASURED, plural, quantity, ratioText } from './format.ts';
import { atText, costsOf, inWords, lowered, optimizationOf, sameAt, type Times, timesOf } from './view.ts';
import { waitsText } from './waits.ts';

export interface Price {
  readonly clause: string;
  /** How dear, in doublings; 0 for free or cheaper, null for not known. */
  readonly doublings: number | null;
  readonly kind: 'answers' | 'time' | 'space' | 'once';
}

const isTime = (comparison: Comparison): boolean =>
  comparison.evidence.shape !== 'calls' || ['p50', 'p90', 'p99', 'p999', 'mean', 'perSecond', 'ms'].includes(comparison.metric);

/** How times better are worded, by the estimate alone, so that both ends of its interval are in the same words. */
function wordingOf(comparison: Comparison, estimate: number): readonly [shown: (times: number) => string, tail: string] {
  const inverse = (times: number) => 1 / times;
  if (!isTime(comparison)) return [(times) => changeText(comparison.better === 'lower' ? inverse(times) : times), ''];
  if (estimate >= 2) return [ratioText, ' faster'];
  if (estimate <= 0.5) return [(times) => ratioText(inverse(times)), ' slower'];
  if (comparison.better === 'higher') return [changeSize, estimate < 1 ? ' less a second' : ' more a second'];
  return [(times) => changeSize(inverse(times)), estimate < 1 ? ' slower' : ' faster'];
}

/** The smaller change first. */
function changeClause(comparison: Comparison, { estimate, low, high }: Times): string {
  const [shown, tail] = wordingOf(comparison, estimate);
  const ends = (estimate < 1 ? [high, low] : [low, high]).map(shown);
  return `${shown(estimate)}${tail} [${ends.join(', ')}], n\u00a0${comparison.sessions}`;
}

/** The name a price goes by: the bench in its own words, with the metric where that is not a time. */
const nameOf = (comparison: Comparison): string =>
  isTime(comparison) ? lowered(comparison.description) : `${lowered(comparison.description)}, ${inWords(comparison.metric)}`;

export function priceClause(comparison: Comparison): string {
  const [name, times] = [nameOf(comparison), timesOf(comparison)];
  if (comparison.verdict === 'invalid') return `${name}: answers differ`;
  if (comparison.verdict === 'same') return `${name} the same`;
  if (times === null) return `${name} not judged`;
  if (comparison.verdict === 'inconclusive') return `${name} undecided`;
  return `${name} ${changeClause(comparison, times)}`;
}

function priceOfComparison(comparison: Comparison): Price {
  const times = timesOf(comparison);
  const conclusive = comparison.verdict === 'worse' || comparison.verdict === 'better' || comparison.verdict === 'same';
  const doublings = times === null || !conclusive ? null : Math.max(0, -Math.log2(times.estimate));
  return { clause: priceClause(comparison), doublings, kind: isTime(comparison) ? 'time' : 'space' };
}

function readingClause({ name: of, unit, baseline }: ReadingRecord, value: number | null): string {
  const name = inWords(of);
  if (value === null || baseline === null) return `${name} ${NOT_MEASURED}`;
  if (value === baseline) return `${name} the same, counted`;
  if (baseline === 0) return `${name} ${quantity(value, unit)}, counted (baseline: none)`;
  return value > 0 && baseline > 0
    ? `${name} ${changeText(value / baseline)}, counted`
    : `${name} ${quantity(baseline, unit)} → ${quantity(value, unit)}, counted`;
}
function priceOfReading(reading: ReadingRecord, variant: string): Price[] {
  const value = reading.values.find((entry) => entry.variant === variant)?.value;
  if (value === undefined) return [];
  const { baseline } = reading;
  const known = value !== null && baseline !== null && value > 0 && baseline > 0;
  const doublings = known ? Math.max(0, Math.log2(reading.better === 'lower' ? value / baseline : baseline / value)) : null;
  return [{ clause: readingClause(reading, value), doublings, kind: 'space' }];
}
/** Where answers differ by design, what the candidate's are worse by: speed is bought with it. */
function pricesOfAnswers({ answers }: Comparison): Price[] {
  const worse = (answers.scores ?? []).filter(({ better, baseline, candidate }) =>
    better === 'higher' ? candidate < baseline : candidate > baseline,
  );
  return worse.map(({ name, baseline, candidate }) => ({
    clause: `${inWords(name)} ${count(baseline)} → ${count(candidate)}, over ${plural(answers.calls, 'question')}`,
    doublings: Math.min(baseline, candidate) > 0 ? Math.abs(Math.log2(candidate / baseline)) : Number.POSITIVE_INFINITY,
    kind: 'answers',
  }));
}
/** What making the lane took, and whom that made wait; a lane shared with the baseline costs the candidate nothing more. */
function priceOfBuilding(lane: LaneRecord, baseline: string): Price[] {
  if (lane.changes.length === 0 || lane.variants.includes(baseline)) return [];
  const waits = waitsText(lane);
  const clause = `build ${milliseconds(lane.applyMs)}, once${waits === '' ? '' : ` (${waits})`}`;
  return [{ clause, doublings: null, kind: 'once' }];
}

/** The parts measured at the gain's own value of a sweep; where there are none, those at the highest value, with that said. */
function atOrElsewhere<T extends { readonly at: At }>(
  parts: readonly T[],
  at: At,
): readonly { readonly part: T; readonly where: string }[] {
  const here = parts.filter((part) => part.at === null || at === null || sameAt(part.at, at));
  if (here.length > 0) return here.map((part) => ({ part, where: '' }));
  const highest = Math.max(...parts.map((part) => part.at?.value ?? 0));
  return parts.filter((part) => part.at?.value === highest).map((part) => ({ part, where: ` (at ${atText(part.at)})` }));
}
const said = (price: Price, where: string): Price => ({ ...price, clause: `${price.clause}${where}` });

/** Everything that the record knows about the price of this gain. */
export function pricesOf(record: RunRecord, gain: Comparison): Price[] {
  const optimization = optimizationOf(record, gain.id);
  const costs = costsOf(record).filter((cost) => cost.id === gain.id && cost.variant === gain.variant);
  const answered = pricesOfAnswers(gain);
  const timed = atOrElsewhere(costs, gain.at).map(({ part, where }) => said(priceOfComparison(part), where));
  if (optimization === undefined) return [...answered, ...timed];
  const counted = atOrElsewhere(optimization.readings, gain.at).flatMap(({ part, where }) =>
    priceOfReading(part, gain.variant).map((price) => said(price, where)),
  );
  const lanes = optimization.lanes.filter((lane) => lane.variants.includes(gain.variant));
  const built = atOrElsewhere(lanes, gain.at).flatMap(({ part, where }) =>
    priceOfBuilding(part, optimization.baseline).map((price) => said(price, where)),
  );
  const later = (optimization.later ?? []).map(
    (what): Price => ({ clause: `${lowered(what)}: left to longer runs`, doublings: null, kind: 'time' }),
  );
  return [...answered, ...timed, ...later, ...counted, ...built.slice(0, 1)];
}
export const priceSentence = (record: RunRecord, gain: Comparison): string => {
  const clauses = pricesOf(record, gain).map((price) => price.clause);
  return clauses.length === 0 ? 'no price was measured' : clauses.join('; ');
};
