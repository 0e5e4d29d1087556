/** What a run recommends of every candidate it measured, for programs: adopt, adopt if, reject, or cannot tell; never a gain without its price. Pure. */
import type { Comparison, OptimizationRecord, RunRecord } from '../experiment/record.ts';
import { whatToRun } from './advice.ts';
import { pricesOf } from './prices.ts';
import { riskOf } from './ranking.ts';
import { costsOf, gainsOf, isSmoke, timesOf } from './view.ts';

export interface Advice {
  readonly id: string;
  readonly candidate: string;
  readonly verdict: 'adopt' | 'adopt-if' | 'reject' | 'inconclusive';
  readonly why: string;
  /** What would be typed, and what takes it back; empty where nothing is applied or nothing takes it back. */
  readonly action: readonly string[];
  readonly undo: readonly string[];
  /** Times better, of the gain that is surest; null where none is proven. */
  readonly benefit: {
    readonly metric: string;
    readonly at: Comparison['at'];
    readonly timesBetter: number;
    readonly interval: readonly [number, number];
    readonly confidence: number;
    readonly sessions: number;
  } | null;
  readonly price: readonly string[];
  /** What it gives up and no price shows, as a clause after "if you accept that". */
  readonly risk: string | null;
  readonly holdsWhen: string;
  readonly breaksWhen: string;
  readonly run: string;
}

type Judged = Pick<Advice, 'verdict' | 'why'>;

/** Of every candidate with a gain in this record; none of a smoke run, which judges nothing. */
export function recommend(record: RunRecord): readonly Advice[] {
  if (isSmoke(record)) return [];
  return record.optimizations.flatMap((optimization) =>
    optimization.variants
      .filter(({ name }) => name !== optimization.baseline)
      .flatMap(({ name }) => adviceFor(record, optimization, name) ?? []),
  );
}

function adviceFor(record: RunRecord, optimization: OptimizationRecord, candidate: string): Advice | null {
  const own = (comparisons: readonly Comparison[]) =>
    comparisons.filter((comparison) => comparison.id === optimization.id && comparison.variant === candidate);
  const [gains, costs] = [own(gainsOf(record)), own(costsOf(record))];
  const [first] = gains;
  if (first === undefined) return null;
  const [best, risk] = [surest(gains), riskOf(record, first)];
  return {
    ...{ id: optimization.id, candidate, ...withRisk(judged(gains, costs, best), risk), risk },
    action: whatToRun(record, best ?? first),
    undo: optimization.variants.find(({ name }) => name === candidate)?.undo ?? [],
    benefit: best === null ? null : benefitOf(best),
    price: pricesOf(record, best ?? first).map(({ clause }) => clause),
    ...{ holdsWhen: optimization.adopt, breaksWhen: optimization.avoid, run: record.run.id },
  };
}

/** What gives up something that no price shows is never to be adopted without a condition. */
function withRisk({ verdict, why }: Judged, risk: string | null): Judged {
  if (risk === null || (verdict !== 'adopt' && verdict !== 'adopt-if')) return { verdict, why };
  return { verdict: 'adopt-if', why: `${why}, if you accept that ${risk}` };
}

/** The better one whose interval begins highest. */
function surest(gains: readonly Comparison[]): Comparison | null {
  const better = gains.filter(({ verdict }) => verdict === 'better');
  const low = (gain: Comparison) => timesOf(gain)?.low ?? 0;
  return better.reduce<Comparison | null>((best, gain) => (best === null || low(gain) > low(best) ? gain : best), null);
}

function judged(gains: readonly Comparison[], costs: readonly Comparison[], best: Comparison | null): Judged {
  const all = [...gains, ...costs];
  const wrong = all.find(({ verdict }) => verdict === 'invalid');
  if (wrong !== undefined)
    return { verdict: 'inconclusive', why: `${wrong.bench} is invalid: ${wrong.reason ?? 'no reason is told'}` };
  if (best === null) return withoutGain(gains);
  const worse = all.filter(({ verdict }) => verdict === 'worse');
  if (worse.length > 0) return { verdict: 'adopt-if', why: `better at ${best.bench}, worse at ${names(worse)}` };
  const open = all.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length > 0) return { verdict: 'adopt-if', why: `better at ${best.bench}, not known of ${names(open)}` };
  return { verdict: 'adopt', why: `better at ${best.bench}, and worse at nothing that was measured` };
}

function withoutGain(gains: readonly Comparison[]): Judged {
  const undecided = gains.find(({ verdict }) => verdict === 'inconclusive');
  if (undecided !== undefined)
    return { verdict: 'inconclusive', why: `${undecided.bench} is undecided: ${undecided.reason ?? 'too few sessions'}` };
  return {
    verdict: 'reject',
    why: `nothing is better: ${[...new Set(gains.map(({ bench, verdict }) => `${bench} ${verdict}`))].join(', ')}`,
  };
}

const names = (comparisons: readonly Comparison[]): string => [...new Set(comparisons.map(({ bench }) => bench))].join(', ');

function benefitOf(gain: Comparison): Advice['benefit'] {
  const times = timesOf(gain);
  if (times === null) return null;
  const { estimate, low, high, confidence } = times;
  return {
    ...{ metric: `${gain.bench}.${gain.metric}`, at: gain.at, timesBetter: estimate, interval: [low, high] },
    ...{ confidence, sessions: gain.sessions },
  };
}
