/** Sessions of one comparison, one after another, until a look decides, the schedule ends or the budget is spent; the machine is looked at around each. */
import type { MachineReading } from '../load/machine-reading.ts';
import type { Measurer, SessionReport } from '../load/measurer.ts';
import { type Look, look, type Rule } from '../stats/look.ts';
import { CONSTANTS } from './constants.ts';
import { healthBetween } from './health.ts';
import type { Health } from './record-evidence.ts';

export type CallMetric = 'p50' | 'mean' | 'perSecond';

export interface SessionsOptions {
  readonly metric: CallMetric;
  readonly rule: Rule;
  readonly sessionMs: number;
  /** Seconds this comparison may still take, asked before each session beyond the first look. */
  readonly secondsLeft: () => number;
  readonly onSession: (sessions: number, effect: number | null) => void;
  /** Null where the system does not tell. */
  readonly readMachine: () => Promise<MachineReading | null>;
  readonly signal: AbortSignal;
}

/** A session with the health of the machine during it. */
export type Session = SessionReport & { readonly health: Health | null };

export interface Decided {
  readonly sessions: readonly Session[];
  readonly look: Look | null;
  readonly stopped: 'look' | 'schedule' | 'budget' | 'wrong' | 'discarded';
}

/** Of the sessions that count. */
export const effectsOf = (sessions: readonly Session[], metric: CallMetric): readonly number[] =>
  sessions.flatMap(({ discarded, metrics }) => (discarded === null && metrics[metric] !== null ? [metrics[metric]] : []));

export async function sessionsUntilDecided(measurer: Measurer, options: SessionsOptions): Promise<Decided> {
  const { rule, metric } = options;
  const last = rule.looks.at(-1) ?? 0;
  const sessions: Session[] = [];
  let latest: Look | null = null;
  const ended = (stopped: Decided['stopped']): Decided => ({ sessions, look: latest, stopped });
  while (sessions.length < 2 * last) {
    options.signal.throwIfAborted();
    const session = await watched(measurer, options);
    sessions.push(session);
    if (session.wrong) return ended('wrong');
    const effects = effectsOf(sessions, metric);
    if (tooManyDiscarded(sessions.length, effects.length, rule)) return ended('discarded');
    options.onSession(effects.length, effects.length === 0 ? null : Math.exp(meanOf(effects)));
    if (session.discarded === null && rule.looks.includes(effects.length) && effects.length > 1) {
      latest = look(effects, rule);
      if (latest.verdict !== null) return ended('look');
    }
    if (effects.length >= last) return ended('schedule');
    if (effects.length >= (rule.looks[0] ?? 0) && options.secondsLeft() <= 0) return ended('budget');
  }
  return ended('discarded');
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

const tooManyDiscarded = (all: number, counted: number, rule: Rule): boolean =>
  all - counted > Math.max(1, CONSTANTS.mostDiscarded * Math.max(all, rule.looks[0] ?? 1));

/** A session in which a limit of the container stopped us measured the limit. */
async function watched(measurer: Measurer, { sessionMs, readMachine }: SessionsOptions): Promise<Session> {
  const before = await readMachine();
  const report = await measurer.session(sessionMs);
  const after = await readMachine();
  const health = before === null || after === null ? null : healthBetween(before, after);
  const throttled = health?.throttled ?? 0;
  if (throttled === 0 || report.discarded !== null) return { ...report, health };
  return { ...report, health, discarded: `the container's limit of processor time stopped us ${throttled} times` };
}
