/** A comparison of long tasks: super-blocks A B B A on fresh lanes, one log-ratio each from the geometric means of either side. */
import { look, type Rule } from '../stats/look.ts';
import { CONSTANTS } from './constants.ts';
import { healthBetween, overallLevel } from './health.ts';
import type { Health, SecondaryMetric, TaskEvidence } from './record-evidence.ts';
import type { SessionsOptions } from './sessions.ts';
import { type Outcome, tempered } from './temper.ts';

export type SideName = 'baseline' | 'candidate';

/** One task run once: its duration, its counters' growth, its answer and what it left, as digests. */
export interface TaskRun {
  readonly ms: number;
  readonly growth: Readonly<Record<string, number>>;
  readonly answer: string;
  readonly leaves: string | null;
}

export interface TaskOptions extends Pick<SessionsOptions, 'readMachine'> {
  readonly rule: Rule;
  readonly judges: boolean;
  readonly growth: Readonly<Record<string, { readonly unit: string; readonly better: 'lower' | 'higher' }>>;
  /** Runs the task on the side's (fresh) lane. */
  readonly once: (side: SideName) => Promise<TaskRun>;
  readonly coin: () => boolean;
  readonly secondsLeft: () => number;
  readonly onRepeat: (repeats: number, effect: number) => void;
  readonly signal: AbortSignal;
}

export interface TaskOutcome extends Outcome {
  readonly evidence: TaskEvidence;
  readonly answers: { readonly baseline: string; readonly candidate: string; readonly equal: boolean };
  readonly leaves: { readonly baseline: string; readonly candidate: string; readonly equal: boolean } | null;
}

interface Repeat {
  readonly order: string;
  readonly baseline: readonly TaskRun[];
  readonly candidate: readonly TaskRun[];
  /** Of the machine, from before the first run to after the last: a single run may be too short to be told from its neighbours. */
  readonly health: Health | null;
}

const meanLog = (values: readonly number[]) => values.reduce((sum, x) => sum + Math.log(x), 0) / values.length;
const effectOf = (repeat: Repeat, of: (run: TaskRun) => number) =>
  meanLog(repeat.candidate.map(of)) - meanLog(repeat.baseline.map(of));

/** One super-block, or for smoke a single run of either side. */
async function superBlock(options: TaskOptions): Promise<Repeat> {
  const first: SideName = options.coin() ? 'baseline' : 'candidate';
  const second: SideName = first === 'baseline' ? 'candidate' : 'baseline';
  const runs: Record<SideName, TaskRun[]> = { baseline: [], candidate: [] };
  const order = options.judges ? [first, second, second, first] : [first, second];
  const before = await options.readMachine();
  for (const side of order) {
    options.signal.throwIfAborted();
    runs[side].push(await options.once(side));
  }
  const after = await options.readMachine();
  const health = before === null || after === null ? null : healthBetween(before, after);
  return { order: order.map((side) => (side === 'baseline' ? 'B' : 'C')).join(''), ...runs, health };
}

/** The first run of either side finds caches and files that no later one finds, so that it does not count. */
async function warm({ judges, once, signal }: TaskOptions): Promise<void> {
  for (const side of judges ? (['baseline', 'candidate'] as const) : []) {
    signal.throwIfAborted();
    await once(side);
  }
}

export async function compareTasks(options: TaskOptions): Promise<TaskOutcome> {
  const { rule } = options;
  const last = options.judges ? (rule.looks.at(-1) ?? 0) : 1;
  const repeats: Repeat[] = [];
  let decided: ReturnType<typeof look> | null = null;
  let reason = 'noise';
  await warm(options);
  while (repeats.length < last && decided?.verdict == null) {
    repeats.push(await superBlock(options));
    const effects = repeats.map((repeat) => effectOf(repeat, (run) => run.ms));
    options.onRepeat(repeats.length, Math.exp(effects.reduce((a, b) => a + b, 0) / effects.length));
    if (!agree(repeats).equal) break;
    if (rule.looks.includes(repeats.length) && repeats.length > 1) decided = look(effects, rule);
    if (repeats.length >= (rule.looks[0] ?? 0) && repeats.length < last && options.secondsLeft() <= 0) {
      reason = 'budget';
      break;
    }
  }
  const level = overallLevel(repeats.map(({ health }) => health));
  const outcome = tempered(settle(repeats, decided, reason, options), { metric: 'ms', level, ...NOT_OF_TASKS });
  return { ...outcome, ...answersOf(repeats), evidence: evidenceOf(repeats, options) };
}

/** A task is warmed by one run of either side, what the harness takes of it does not count, and its repeats are too few to show a drift. */
export const NOT_OF_TASKS = { effects: [], warm: null, harness: null } as const;

/** All runs of both sides must have answered and left the same. */
function agree(repeats: readonly Repeat[]): { answers: boolean; leaves: boolean; equal: boolean } {
  const runs = repeats.flatMap((repeat) => [...repeat.baseline, ...repeat.candidate]);
  const answers = new Set(runs.map((run) => run.answer)).size <= 1;
  const leaves = new Set(runs.map((run) => run.leaves)).size <= 1;
  return { answers, leaves, equal: answers && leaves };
}

function answersOf(repeats: readonly Repeat[]): Pick<TaskOutcome, 'answers' | 'leaves'> {
  const { answers, leaves } = agree(repeats);
  const [base, cand] = [repeats.at(-1)?.baseline.at(-1), repeats.at(-1)?.candidate.at(-1)];
  const pair = (of: (run: TaskRun) => string | null, equal: boolean) => ({
    baseline: (base && of(base)) ?? '',
    candidate: (cand && of(cand)) ?? '',
    equal,
  });
  return { answers: pair((run) => run.answer, answers), leaves: base?.leaves == null ? null : pair((run) => run.leaves, leaves) };
}

function settle(
  repeats: readonly Repeat[],
  decided: ReturnType<typeof look> | null,
  reason: string,
  options: TaskOptions,
): Outcome {
  const sessions = repeats.length;
  const { answers, leaves } = agree(repeats);
  if (!answers)
    return {
      verdict: 'invalid',
      reason: 'the task answered differently in the two variants',
      effect: null,
      sessions,
      sessionsNeeded: null,
    };
  if (!leaves)
    return {
      verdict: 'invalid',
      reason: 'the task left different data behind in the two variants',
      effect: null,
      sessions,
      sessionsNeeded: null,
    };
  if (!options.judges) return { verdict: 'inconclusive', reason: 'smoke', effect: null, sessions, sessionsNeeded: null };
  if (decided === null)
    return { verdict: 'inconclusive', reason: 'too few repeats', effect: null, sessions, sessionsNeeded: null };
  const effect = { ratio: decided.ratio, low: decided.low, high: decided.high, confidence: 1 - options.rule.alpha };
  if (decided.verdict !== null) return { verdict: decided.verdict, reason: null, effect, sessions, sessionsNeeded: null };
  return { verdict: 'inconclusive', reason, effect, sessions, sessionsNeeded: decided.sessionsNeeded };
}

function evidenceOf(repeats: readonly Repeat[], options: TaskOptions): TaskEvidence {
  return {
    shape: 'task',
    looks: [...options.rule.looks],
    repeats: repeats.map((repeat) => ({
      order: repeat.order,
      baselineMs: repeat.baseline.map((run) => run.ms),
      candidateMs: repeat.candidate.map((run) => run.ms),
      effect: effectOf(repeat, (run) => run.ms),
      health: repeat.health,
    })),
    secondary: options.judges
      ? Object.entries(options.growth).map(([name, figure]) => secondaryOf(name, figure, repeats, options))
      : [],
  };
}

function secondaryOf(
  name: string,
  figure: { unit: string; better: 'lower' | 'higher' },
  repeats: readonly Repeat[],
  options: TaskOptions,
): SecondaryMetric {
  const effects = repeats.map((repeat) => effectOf(repeat, (run) => run.growth[name] ?? 0));
  const known = effects.length > 1 && effects.every((x) => Number.isFinite(x)) ? look(effects, options.rule) : null;
  const effect = known && { ratio: known.ratio, low: known.low, high: known.high, confidence: 1 - CONSTANTS.alpha };
  return { metric: name, ...figure, effect, sessions: effects.length };
}
