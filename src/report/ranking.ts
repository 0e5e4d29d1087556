/** Which gains are advised, in which order: the best comparison of each optimisation, and apart from them what gives up something that is no figure. Pure. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { type Price, pricesOf } from './prices.ts';
import { costsOf, optimizationOf, timesOf } from './view.ts';

/** What the candidate gives up and no price shows, as a clause that follows "if you accept that"; null where prices show all. */
export const riskOf = (record: RunRecord, { id, variant }: Pick<Comparison, 'id' | 'variant'>): string | null =>
  optimizationOf(record, id)?.variants.find(({ name }) => name === variant)?.risk ?? null;

/** Sure gain ÷ price, both in doublings: log2(lower end) ÷ (1 + dearest loss of answers + dearest time + dearest space). */
function worth(record: RunRecord, gain: Comparison): number {
  const times = timesOf(gain);
  if (times === null) return 0;
  const prices = pricesOf(record, gain);
  const dearest = (kind: Price['kind']) =>
    Math.max(0, ...prices.filter((price) => price.kind === kind).map((price) => price.doublings ?? 0));
  return Math.log2(Math.max(times.low, 1)) / (1 + dearest('answers') + dearest('time') + dearest('space'));
}
/** No gain is advised without its price: where prices of an optimisation were timed, this candidate's must be among them. */
const isPriced = (record: RunRecord, gain: Comparison): boolean => {
  const costs = costsOf(record).filter(({ id }) => id === gain.id);
  return costs.length === 0 || costs.some(({ variant }) => variant === gain.variant);
};
/** Whether part of its price was left to longer runs. */
const isHalfPriced = (record: RunRecord, { id }: Comparison): boolean => (optimizationOf(record, id)?.later ?? []).length > 0;
/** All that are proven better, the most worthwhile first, and after them those of which a price is still to be measured. */
const rankedGains = (record: RunRecord): readonly Comparison[] =>
  record.comparisons
    .filter((c) => c.role === 'gain' && c.verdict === 'better' && timesOf(c) !== null && isPriced(record, c))
    .map((gain) => ({ gain, half: Number(isHalfPriced(record, gain)), worth: worth(record, gain) }))
    .sort((a, b) => a.half - b.half || b.worth - a.worth)
    .map(({ gain }) => gain);
const firstOfEach = (gains: readonly Comparison[], nameOf: (gain: Comparison) => string): readonly Comparison[] =>
  gains.filter((gain, i) => gains.findIndex((other) => nameOf(other) === nameOf(gain)) === i);

/** The best gain of each optimisation, whatever it gives up: what a card answers its question with. */
export const bestGains = (record: RunRecord): readonly Comparison[] => firstOfEach(rankedGains(record), ({ id }) => id);
/** "Do these first": the best gain of each optimisation among those whose whole price is measured. */
export const freeGains = (record: RunRecord): readonly Comparison[] =>
  firstOfEach(
    rankedGains(record).filter((gain) => riskOf(record, gain) === null),
    ({ id }) => id,
  );
/** "Faster, if you accept that": the best gain of each candidate that gives up something else. */
export const riskyGains = (record: RunRecord): readonly Comparison[] =>
  firstOfEach(
    rankedGains(record).filter((gain) => riskOf(record, gain) !== null),
    ({ id, variant }) => JSON.stringify([id, variant]),
  );
