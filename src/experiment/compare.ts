/** A comparison of calls: sessions until a look decides, the schedule ends or the budget is spent. */
import type { FinishReport, Measurer, SessionReport } from '../load/measurer.ts';
import { CALL_METRICS } from '../load/summary.ts';
import { interval, type Look, look, type Rule } from '../stats/look.ts';
import { CONSTANTS } from './constants.ts';
import type { CallsEvidence, Effect, SecondaryMetric, SessionEvidence, Verdict } from './record.ts';

export interface CompareOptions {
  readonly metric: 'p50' | 'mean' | 'perSecond';
  readonly rule: Rule;
  readonly sessionMs: number;
  readonly judges: boolean;
  /** Counters of the bench, with their units and directions. */
  readonly growth: Readonly<Record<string, { readonly unit: string; readonly better: 'lower' | 'higher' }>>;
  readonly clients: number;
  /** Seconds this comparison may still take, asked before each session beyond the first look. */
  readonly secondsLeft: () => number;
  readonly onSession: (sessions: number, effect: number | null) => void;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly effect: Effect | null;
  readonly sessions: number;
  readonly sessionsNeeded: number | null;
}
export interface CallsOutcome extends Outcome {
  readonly evidence: CallsEvidence;
  readonly leaves: FinishReport['leaves'];
}

/** Runs sessions on a warmed measurer. Throws what the measurer throws; an answer that differs ends it as invalid. */
export async function compareCalls(measurer: Measurer, options: CompareOptions): Promise<CallsOutcome> {
  const reports: SessionReport[] = [];
  const decided = await sessionsUntilDecided(measurer, options, reports);
  const finish = await measurer.finish();
  const outcome = settle(decided, finish, reports, options);
  return { ...outcome, leaves: finish.leaves, evidence: evidenceOf(reports, finish, options) };
}

const effectsOf = (reports: readonly SessionReport[], metric: CompareOptions['metric']) =>
  reports.flatMap((report) => (report.discarded === null && report.metrics[metric] !== null ? [report.metrics[metric]] : []));

interface Decided {
  readonly look: Look | null;
  readonly stopped: 'look' | 'schedule' | 'budget' | 'wrong' | 'discarded';
}

async function sessionsUntilDecided(measurer: Measurer, options: CompareOptions, reports: SessionReport[]): Promise<Decided> {
  const { rule, metric } = options;
  const last = rule.looks.at(-1) ?? 0;
  let latest: Look | null = null;
  while (reports.length < 2 * last) {
    options.signal.throwIfAborted();
    const report = await measurer.session(options.sessionMs);
    reports.push(report);
    if (report.wrong) return { look: latest, stopped: 'wrong' };
    const effects = effectsOf(reports, metric);
    const discarded = reports.length - effects.length;
    if (discarded > Math.max(1, CONSTANTS.mostDiscarded * Math.max(reports.length, rule.looks[0] ?? 1)))
      return { look: latest, stopped: 'discarded' };
    options.onSession(
      effects.length,
      effects.length === 0 ? null : Math.exp(effects.reduce((a, b) => a + b, 0) / effects.length),
    );
    if (report.discarded === null && rule.looks.includes(effects.length) && effects.length > 1) {
      latest = look(effects, rule);
      if (latest.verdict !== null) return { look: latest, stopped: 'look' };
    }
    if (effects.length >= last) return { look: latest, stopped: 'schedule' };
    if (effects.length >= (rule.looks[0] ?? 0) && options.secondsLeft() <= 0) return { look: latest, stopped: 'budget' };
  }
  return { look: latest, stopped: 'discarded' };
}

const none = { effect: null, sessionsNeeded: null };

/** The verdict with its reason. Wrong answers and errors come before any speed. */
function settle(decided: Decided, finish: FinishReport, reports: readonly SessionReport[], options: CompareOptions): Outcome {
  const sessions = effectsOf(reports, options.metric).length;
  const invalid = (reason: string): Outcome => ({ verdict: 'invalid', reason, sessions, ...none });
  if (finish.leaves !== null && !finish.leaves.equal)
    return invalid(`the calls left different data behind: ${finish.leaves.difference}${errorsIn(finish)}`);
  if (decided.stopped === 'wrong') return invalid(reports.at(-1)?.discarded ?? 'answers differ');
  const broken = tooManyErrors(finish);
  if (broken !== null) return invalid(broken);
  if (decided.stopped === 'discarded')
    return invalid(`too many sessions discarded: ${reports.findLast((r) => r.discarded !== null)?.discarded}`);
  if (!options.judges) return { verdict: 'inconclusive', reason: 'smoke', sessions, ...none };
  if (decided.look === null) return { verdict: 'inconclusive', reason: 'too few sessions', sessions, ...none };
  const { ratio, low, high, verdict, sessionsNeeded } = decided.look;
  const effect = { ratio, low, high, confidence: 1 - options.rule.alpha };
  if (verdict !== null) return { verdict, reason: null, effect, sessions, sessionsNeeded: null };
  return { verdict: 'inconclusive', reason: decided.stopped === 'budget' ? 'budget' : 'noise', effect, sessions, sessionsNeeded };
}

/** The first failed call of either side, which is the likely cause where data differ. */
function errorsIn(finish: FinishReport): string {
  const sample = finish.baseline.errorSample ?? finish.candidate.errorSample;
  return sample === null ? '' : `; a call failed: ${sample}`;
}

function tooManyErrors(finish: FinishReport): string | null {
  for (const side of ['baseline', 'candidate'] as const) {
    const { calls, errors, errorSample } = finish[side];
    if (errors > CONSTANTS.mostErrors * (calls + errors))
      return `${errors} of ${calls + errors} calls of the ${side} failed: ${errorSample}`;
  }
  return null;
}

function evidenceOf(reports: readonly SessionReport[], finish: FinishReport, options: CompareOptions): CallsEvidence {
  return {
    shape: 'calls',
    sessions: reports.map((report) => sessionEvidence(report, options.metric)),
    looks: [...options.rule.looks],
    opsPerSlice: finish.opsPerSlice,
    clients: options.clients,
    baseline: { ...finish.baseline },
    candidate: { ...finish.candidate },
    secondary: options.judges ? secondaryOf(reports, options) : [],
  };
}

const sessionEvidence = (report: SessionReport, metric: CompareOptions['metric']): SessionEvidence => ({
  effect: report.discarded === null ? report.metrics[metric] : null,
  discarded: report.discarded,
  wrong: report.wrong,
  blocks: [...report.blocks[metric]],
  orders: report.orders,
  metrics: { ...report.metrics, ...report.growth },
  measuredMs: report.measuredNs / 1e6,
});

/** The other figures with plain 99 % intervals: to be read, not to be judged. */
function secondaryOf(reports: readonly SessionReport[], options: CompareOptions): SecondaryMetric[] {
  const counted = reports.filter((report) => report.discarded === null);
  const row = (metric: string, unit: string, better: 'lower' | 'higher', values: readonly (number | null)[]): SecondaryMetric => {
    const known = values.flatMap((value) => (value === null ? [] : [value]));
    const bounds = known.length < values.length ? null : interval(known, options.rule.alpha);
    return { metric, unit, better, effect: bounds && { ...bounds, confidence: 1 - options.rule.alpha }, sessions: known.length };
  };
  return [
    ...CALL_METRICS.filter((name) => name !== options.metric).map((name) =>
      row(
        name,
        name === 'perSecond' ? 'calls/s' : 'ns',
        name === 'perSecond' ? 'higher' : 'lower',
        counted.map((r) => r.metrics[name]),
      ),
    ),
    ...Object.entries(options.growth).map(([name, { unit, better }]) =>
      row(
        name,
        unit,
        better,
        counted.map((r) => r.growth[name] ?? null),
      ),
    ),
  ];
}
