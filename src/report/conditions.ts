/** Under which conditions calls were measured, in words: how the variants settled, and what the machine did meanwhile. Pure. */
import { healthsOf, overallLevel } from '../experiment/health.ts';
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence } from '../experiment/record-evidence.ts';
import { duration, milliseconds, plural, share } from './format.ts';

type Warm = NonNullable<CallsEvidence['warm']>;
const SETTLING: Readonly<Record<Warm['baseline'], string>> = {
  flat: 'flat from the start',
  warmup: 'became quicker',
  slowdown: 'became slower',
  'no-steady-state': 'came to no steady state',
};

/** `warmed for 2 s until steady: no index flat from the start, account_id became quicker`; null where nothing was warmed. */
export function warmText({ evidence, baseline, variant }: Pick<Comparison, 'evidence' | 'baseline' | 'variant'>): string | null {
  const warm = evidence.shape === 'calls' ? evidence.warm : null;
  if (warm == null) return null;
  const together = warm.together ? '; their ratio settled' : '';
  return `warmed for ${milliseconds(warm.ms)}: ${baseline} ${SETTLING[warm.baseline]}, ${variant} ${SETTLING[warm.candidate]}${together}`;
}

/** `green: others used 0.4 % of the processors …`, over the sessions; null where the system did not tell. */
export function machineText({ evidence }: Pick<Comparison, 'evidence'>): string | null {
  if (evidence.shape !== 'calls' && evidence.shape !== 'task') return null;
  const watched = evidence.shape === 'task' ? evidence.repeats : evidence.sessions;
  const healths = healthsOf(watched).filter((health) => health !== null);
  const level = overallLevel(healths);
  if (level === null) return null;
  const mean = (of: (health: (typeof healths)[number]) => number) =>
    healths.reduce((sum, health) => sum + of(health), 0) / healths.length;
  const vitals = evidence.shape === 'task' ? [] : evidence.sessions.flatMap(({ vitals: own }) => own ?? []);
  const gcMs = vitals.reduce((sum, each) => sum + each.gcMs, 0);
  const delayNs = Math.max(0, ...vitals.map(({ eventLoopDelayP99Ns }) => eventLoopDelayP99Ns));
  const throttled = healths.reduce((sum, health) => sum + (health.throttled ?? 0), 0);
  return [
    `${level}: others used ${share(mean(({ foreignShare }) => foreignShare))} of the processors’ time`,
    `the host took ${share(mean(({ stealShare }) => stealShare))}`,
    `ours waited ${share(mean(({ waitShare }) => waitShare))} of theirs`,
    ...(throttled > 0 ? [`a limit stopped us ${plural(throttled, 'time')}`] : []),
    ...(vitals.length > 0
      ? [`the load generator collected garbage for ${milliseconds(gcMs)}, p99 of its delay at most ${duration(delayNs)}`]
      : []),
    `means of ${plural(healths.length, evidence.shape === 'task' ? 'repeat' : 'session')}`,
  ].join('; ');
}
