/** What may be said of an open load: that its figures stand, or why they do not. Never which variant is better. Pure. */
import { merged } from '../load/histogram.ts';
import { duration, share } from '../report/format.ts';
import { CONSTANTS } from './constants.ts';
import type { OpenArm, OpenEvidence } from './open-record.ts';

const { mostLagP99Ms, mostLagShare, mostRateOff } = CONSTANTS.open;
const MOST_LAG_NS = mostLagP99Ms * 1e6;

export interface OpenVerdict {
  readonly verdict: 'inconclusive' | 'invalid';
  readonly reason: string;
}

/** Wrong answers and errors count in any profile; the generator's own faults only where times are shown. */
export function judgeOpen(evidence: OpenEvidence, judges: boolean): OpenVerdict {
  const arms = [
    ['baseline', evidence.baseline],
    ['candidate', evidence.candidate],
  ] as const;
  const faults = arms.flatMap(([side, arm]) => [
    ...wrongAnswers(arm),
    ...unanswered(side, arm, evidence.timeoutMs),
    ...(judges ? generatorFaults(side, arm) : []),
  ]);
  if (faults.length > 0) return { verdict: 'invalid', reason: faults.join('; ') };
  return { verdict: 'inconclusive', reason: judges ? 'open load: shown, not judged' : 'smoke' };
}

const wrongAnswers = ({ counts }: OpenArm): string[] =>
  counts.wrong === 0 ? [] : [`${counts.wrong} calls had another number of rows in the other variant`];

function unanswered(side: string, { counts, errorClasses }: OpenArm, timeoutMs: number): string[] {
  const { due, failed, timedOut, dropped } = counts;
  const lost = failed + timedOut + dropped;
  if (lost <= CONSTANTS.mostErrors * due) return [];
  const [first] = errorClasses;
  const parts = [
    failed > 0 ? `${failed} failed${first === undefined ? '' : ` (${first.message})`}` : '',
    timedOut > 0 ? `${timedOut} timed out after ${duration(timeoutMs * 1e6)}` : '',
    dropped > 0 ? `${dropped} dropped` : '',
  ].filter((part) => part !== '');
  return [`${lost} of ${due} calls of the ${side} were not answered: ${parts.join(', ')}`];
}

/** A generator that sends late measures itself. */
function generatorFaults(side: string, { lag, response, rateKept }: OpenArm): string[] {
  const lagNs = merged([lag]).rawNs(0.99);
  const responseNs = merged([response]).rawNs(0.99);
  const late = `generator: p99 of its lag is ${duration(lagNs)} for the ${side}`;
  return [
    ...(lagNs > MOST_LAG_NS ? [`${late}, more than ${duration(MOST_LAG_NS)}`] : []),
    ...(lagNs <= MOST_LAG_NS && lagNs > mostLagShare * responseNs
      ? [`${late}, more than ${share(mostLagShare)} of the response's ${duration(responseNs)}`]
      : []),
    ...(rateKept < 1 - mostRateOff ? [`generator: it kept ${share(rateKept)} of the rate for the ${side}`] : []),
  ];
}
