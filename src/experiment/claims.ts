/** Whether an optimisation keeps what it promised: each claim held, broken or unproven, and all of them judged as one family. Pure. */
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import { median } from '../stats/hodges-lehmann.ts';
import { holm } from '../stats/holm.ts';
import { standardDeviation } from '../stats/look.ts';
import { CONSTANTS } from './constants.ts';
import { figureOf, isDrillFigure } from './drill-figures.ts';
import { healthsOf, overallLevel } from './health.ts';
import type { At, Claim, Comparison, ConfirmationRecord, OptimizationRecord, PlanNode, RunRecord } from './record.ts';
import type { Effect } from './record-evidence.ts';
import { countedEffects } from './replay.ts';
import { CROWDED } from './temper.ts';

/**
 * `held`: the whole interval lies on the right side of the bound. `broken`: on the wrong side, and so again when it was measured a second
 * time. `unconfirmed`: on the wrong side the first time alone. Else `unproven`.
 */
export type ClaimState = 'held' | 'broken' | 'unconfirmed' | 'unproven';

/** A claim at one candidate and one value of the sweep. */
export interface JudgedClaim {
  readonly id: string;
  readonly claim: Claim;
  readonly variant: string;
  readonly at: At;
  readonly state: ClaimState;
  /** Why it is unproven, where there is no interval that says so. */
  readonly why: string | null;
  /** Counted, or read from a plan: there is no chance to allow for. */
  readonly exact: boolean;
  /** Times better or worse, as the claim counts. Null for plans and where nothing was found. */
  readonly found: { readonly estimate: number; readonly low: number; readonly high: number } | null;
  /** How likely so wrong a mean is if the claim just holds; only of the figures that decide, because only they may ever gate. */
  readonly p: number | null;
  /** The same with all claims of the run in view (Holm). */
  readonly adjustedP: number | null;
  /** Broken, and not only by the number of claims: what a gate would measure a second time. */
  readonly alarm: boolean;
  /** What the second measurement says; null where there was none. */
  readonly again: Pick<JudgedClaim, 'state' | 'why' | 'found'> | null;
  /** The comparison on which the judgement rests; null for plans and readings. */
  readonly key: string | null;
}
type Judged = Omit<JudgedClaim, 'id' | 'claim' | 'variant' | 'adjustedP' | 'alarm' | 'again'>;
type Figured = Exclude<Claim, { plan: string } | { value: unknown }>;

type Judgeable = Pick<RunRecord, 'optimizations' | 'comparisons' | 'confirmations'>;

export function judgeClaims({ optimizations, comparisons, confirmations = [] }: Judgeable): readonly JudgedClaim[] {
  const judged = optimizations.flatMap((optimization) =>
    (optimization.claims ?? []).flatMap((claim) =>
      candidatesOf(optimization, claim).flatMap((variant) =>
        casesOf({ optimization, comparisons, claim, variant }).map((each) => ({ id: optimization.id, claim, variant, ...each })),
      ),
    ),
  );
  const family = judged.filter(({ p }) => p !== null);
  const adjusted = holm(family.map(({ p }) => p ?? 1));
  return judged.map((each) => {
    const adjustedP = adjusted[family.indexOf(each)] ?? null;
    const alarm = each.state === 'broken' && (each.exact || (adjustedP ?? 1) <= CONSTANTS.familyAlpha);
    const second = alarm ? confirmations.find(({ key }) => key === each.key) : undefined;
    const again = second === undefined ? null : judgeAgain(each.claim, second);
    const state = again === null || again.state === 'broken' ? each.state : 'unconfirmed';
    return { ...each, state, adjustedP, alarm, again };
  });
}

/** The same claim by the second measurement alone. */
function judgeAgain(claim: Claim, { comparison, failure }: ConfirmationRecord): JudgedClaim['again'] {
  if (comparison === null || 'plan' in claim || 'value' in claim) return { state: 'unproven', why: failure, found: null };
  const { state, why, found } = judgePrimary(comparison, claim);
  return { state, why, found };
}

/** Keys of the comparisons that have to be measured again. */
export const alarmsOf = (record: Judgeable): readonly string[] =>
  judgeClaims(record).flatMap(({ alarm, exact, again, key }) => (alarm && !exact && again === null && key !== null ? [key] : []));

const candidatesOf = ({ variants, baseline }: OptimizationRecord, { candidate }: Claim): readonly string[] =>
  candidate === undefined ? variants.map(({ name }) => name).filter((name) => name !== baseline) : [candidate];

interface Case {
  readonly optimization: OptimizationRecord;
  readonly comparisons: RunRecord['comparisons'];
  readonly claim: Claim;
  readonly variant: string;
}
const isAt = ({ at: claimed }: Claim, at: At): boolean => claimed === undefined || at?.value === claimed;
const unproven = (why: string, at: At = null): Judged => ({
  at,
  state: 'unproven',
  why,
  exact: false,
  found: null,
  p: null,
  key: null,
});

function casesOf(one: Case): readonly Judged[] {
  const { claim } = one;
  const found =
    'plan' in claim
      ? planCases(one, claim.plan)
      : 'value' in claim || claim.metric.includes('.')
        ? timedCases(one, claim)
        : readingCases(one, claim);
  return found.length === 0 ? [unproven('not measured in this run')] : found;
}

/** The candidate's own figure in every repeat of a drill: held when all lie within, broken when none does. What did not happen was not survived. */
function drillCase(
  { at, evidence, reason, verdict }: Comparison,
  { value }: Extract<Claim, { value: unknown }>,
  figure: string,
): Judged {
  if (evidence.shape !== 'drill' || !isDrillFigure(figure)) return unproven('it is no figure of a drill', at);
  if (reason === 'smoke' || verdict === 'invalid') return unproven(reason ?? 'invalid', at);
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = value;
  const repeats = evidence.repeats.filter(({ variant }) => variant === 'candidate');
  const failed = repeats.find(({ eventError }) => eventError !== null);
  if (failed !== undefined) return unproven(`the event itself failed: ${failed.eventError}`, at);
  const known = repeats.flatMap((repeat) => figureOf(repeat, figure) ?? []);
  if (known.length === 0) return unproven('it was not known in any repeat', at);
  const within = known.filter((each) => each >= atLeast && each <= atMost).length;
  const state = within === repeats.length ? 'held' : within === 0 && known.length === repeats.length ? 'broken' : 'unproven';
  const found = { estimate: median(known), low: Math.min(...known), high: Math.max(...known) };
  return { at, state, why: null, exact: false, found, p: null, key: null };
}

/** The candidate's own score, a mean over fixed questions: exact. Undefined where the figure is no score. */
function scoreCase(
  { at, answers, verdict, reason }: Comparison,
  { value }: Extract<Claim, { value: unknown }>,
  figure: string,
): Judged | undefined {
  const score = answers.scores?.find(({ name }) => name === figure)?.candidate;
  if (score === undefined) return undefined;
  if (verdict === 'invalid') return unproven(reason ?? verdict, at);
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = value;
  const state = score >= atLeast && score <= atMost ? 'held' : 'broken';
  return { at, state, why: null, exact: true, found: { estimate: score, low: score, high: score }, p: null, key: null };
}

/** The bounds of a figure's logarithm in the claim's own direction. `band` is what counts as the same. */
function boundsOf(claim: Figured, band: number): readonly [lowest: number, highest: number] {
  if ('same' in claim) return [-band, band];
  const { atLeast, atMost } = 'timesBetter' in claim ? claim.timesBetter : claim.timesWorse;
  return [
    atLeast === undefined ? Number.NEGATIVE_INFINITY : Math.log(atLeast),
    atMost === undefined ? Number.POSITIVE_INFINITY : Math.log(atMost),
  ];
}
/** Turns the logarithm of candidate ÷ baseline into that of "times better" or "times worse". */
const turnOf = (claim: Figured, better: 'lower' | 'higher'): 1 | -1 => ('timesWorse' in claim === (better === 'higher') ? -1 : 1);

interface Logs {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}
const turned = ({ estimate, low, high }: Logs, turn: 1 | -1): Logs =>
  turn === 1 ? { estimate, low, high } : { estimate: -estimate, low: -high, high: -low };
const factors = ({ estimate, low, high }: Logs): Logs => ({
  estimate: Math.exp(estimate),
  low: Math.exp(low),
  high: Math.exp(high),
});

function stateOf({ low, high }: Logs, [lowest, highest]: readonly [number, number]): ClaimState {
  if (low >= lowest && high <= highest) return 'held';
  return high < lowest || low > highest ? 'broken' : 'unproven';
}

/** Counted once a lane: exact, and so is the judgement. */
function readingCases({ optimization, variant }: Case, claim: Figured): readonly Judged[] {
  return optimization.readings
    .filter(({ name, at }) => name === claim.metric && isAt(claim, at))
    .flatMap(({ at, baseline, better, values }) =>
      values
        .filter((value) => value.variant === variant)
        .map(({ value }): Judged => {
          if (value === null || baseline === null) return unproven('the store does not tell it of one lane', at);
          const log = value === baseline ? 0 : Math.log(value / baseline);
          if (Number.isNaN(log)) return unproven(`${baseline} and ${value} have no ratio`, at);
          const logs = turned({ estimate: log, low: log, high: log }, turnOf(claim, better));
          return {
            at,
            state: stateOf(logs, boundsOf(claim, 0)),
            why: null,
            exact: true,
            found: factors(logs),
            p: null,
            key: null,
          };
        }),
    );
}

/** What the plan's steps, their details and facts say, as they are shown. */
const textOf = ({ label, detail, facts, children }: PlanNode): string =>
  [`${label} ${detail}`, ...facts, ...children.map(textOf)].join('\n');

/** The claimed words stand in the plan of what the optimisation is to gain; prices have plans of their own. */
function planCases({ optimization, comparisons, claim, variant }: Case, wanted: string): readonly Judged[] {
  const gains = new Set(
    comparisons.filter(({ id, role }) => id === optimization.id && role === 'gain').map(({ bench }) => bench),
  );
  const plans = optimization.plans.filter((plan) => plan.variant === variant && gains.has(plan.bench) && isAt(claim, plan.at));
  const places = new Map(plans.map(({ at }) => [at?.value, at]));
  return [...places.values()].map((at) => {
    const stands = plans.some((plan) => plan.at?.value === at?.value && textOf(plan.root).includes(wanted));
    return { at, state: stands ? 'held' : 'broken', why: null, exact: true, found: null, p: null, key: null };
  });
}

function timedCases({ optimization, comparisons, variant }: Case, claim: Exclude<Claim, { plan: string }>): readonly Judged[] {
  const dot = claim.metric.lastIndexOf('.');
  const [bench, figure] = [claim.metric.slice(0, dot), claim.metric.slice(dot + 1)];
  return comparisons
    .filter((each) => each.id === optimization.id && each.bench === bench && each.variant === variant && isAt(claim, each.at))
    .map((comparison) => {
      if ('value' in claim) return scoreCase(comparison, claim, figure) ?? drillCase(comparison, claim, figure);
      return comparison.metric === figure ? judgePrimary(comparison, claim) : judgeSecondary(comparison, claim, figure);
    });
}

/** Too little measured leaves an interval that means what it says; any other reason says that it cannot be believed. */
const BELIEVED: readonly (string | null)[] = [null, 'noise', 'budget'];
const logsOf = ({ ratio, low, high }: Effect): Logs => ({ estimate: Math.log(ratio), low: Math.log(low), high: Math.log(high) });

/** Others had so much of the processors that both sides waited for them. */
function isCrowded({ evidence }: Comparison): boolean {
  if (evidence.shape === 'open' || evidence.shape === 'drill') return false;
  const halves = evidence.shape === 'task' ? [evidence.repeats] : [evidence.sessions, evidence.exchanged?.sessions ?? []];
  return halves.some((half) => overallLevel(healthsOf(half)) === 'red');
}

/** Waiting that is equal on both sides draws a ratio towards one: the true one lies in the interval or beyond it, away from one. */
const orBeyond = ({ estimate, low, high }: Logs): Logs => ({
  estimate,
  low: low > 0 ? low : Number.NEGATIVE_INFINITY,
  high: high < 0 ? high : Number.POSITIVE_INFINITY,
});

function judgePrimary(comparison: Comparison, claim: Figured): Judged {
  const { effect, verdict, reason, at, better, equivalence } = comparison;
  if (effect === null || !BELIEVED.includes(reason)) return unproven(reason ?? 'no effect was found', at);
  const turn = turnOf(claim, better);
  const logs = turned(logsOf(effect), turn);
  const bounds = boundsOf(claim, Math.log1p(equivalence));
  const plain = 'same' in claim && verdict === 'same' ? 'held' : stateOf(logs, bounds);
  const state = isCrowded(comparison) ? stateOf(orBeyond(logs), bounds) : plain;
  return {
    at,
    state,
    why: state === plain ? null : CROWDED,
    exact: false,
    found: factors(logs),
    p: pOf(comparison.evidence, turn, bounds),
    key: comparison.key,
  };
}

/** p = 2·L·(1 − T(d ÷ standard error)), d being how far the mean lies beyond the bound; L looks, because the data chose among them. */
function pOf(evidence: Comparison['evidence'], turn: 1 | -1, [lowest, highest]: readonly [number, number]): number {
  if (evidence.shape === 'open' || evidence.shape === 'drill') return 1; // Shown, and not judged.
  const { looks } = evidence;
  const exchanged = evidence.shape === 'calls' ? evidence.exchanged : undefined;
  const all = [...countedEffects(evidence), ...(exchanged === undefined ? [] : countedEffects(exchanged))];
  const seen = exchanged === undefined ? Math.max(0, ...looks.filter((count) => count <= all.length)) : all.length;
  const effects = all.slice(0, seen).map((effect) => turn * effect);
  const mean = effects.reduce((sum, effect) => sum + effect, 0) / seen;
  const beyond = Math.max(lowest - mean, mean - highest);
  const error = standardDeviation(effects) / Math.sqrt(seen);
  const tail = tCdf(-beyond / error, seen - 1);
  return Number.isNaN(tail) ? 1 : Math.min(1, 2 * looks.length * tail);
}

/** Another figure of the same calls: judged by its plain interval, and never a reason for an alarm. */
function judgeSecondary(comparison: Comparison, claim: Figured, figure: string): Judged {
  const { at, reason, evidence } = comparison;
  const found =
    evidence.shape === 'open' || evidence.shape === 'drill'
      ? undefined
      : evidence.secondary.find(({ metric }) => metric === figure);
  if (found?.effect == null || !BELIEVED.includes(reason)) return unproven(reason ?? 'too few calls', at);
  if (isCrowded(comparison)) return unproven(CROWDED, at);
  if ('same' in claim)
    return unproven('of a figure that does not decide, nothing says how far it may differ and be the same', at);
  const logs = turned(logsOf(found.effect), turnOf(claim, found.better));
  return { at, state: stateOf(logs, boundsOf(claim, 0)), why: null, exact: false, found: factors(logs), p: null, key: null };
}
