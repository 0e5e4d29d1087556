/** Claims in words: what was promised, what was found, and whether it was kept. */
import type { ClaimState, JudgedClaim } from '../experiment/claims.ts';
import type { Claim } from '../experiment/record.ts';
import { count, effectText, NOT_MEASURED, plain, ratioText, significant } from './format.ts';
import { atText, inWords, metricName } from './view.ts';

type Bound = Extract<Claim, { timesBetter: unknown }>['timesBetter'];
const boundText = ({ atLeast, atMost }: Bound, word: string): string =>
  [atLeast === undefined ? '' : `at least ${plain(atLeast)}×`, atMost === undefined ? '' : `at most ${plain(atMost)}×`]
    .filter((part) => part !== '')
    .join(' and ')
    .concat(` ${word}`);

/** `latestOfAccount.p50` as `latest of account, p50`; a reading has no figure of its own. */
export function figureText(metric: string): string {
  const dot = metric.lastIndexOf('.');
  return dot < 0 ? inWords(metric) : `${inWords(metric.slice(0, dot))}, ${metricName(metric.slice(dot + 1))}`;
}

/** `latest of account, p50: at least 10× better`. */
export function claimText(claim: Claim): string {
  if ('plan' in claim) return `the plan says “${claim.plan}”`;
  const figure = figureText(claim.metric);
  if ('same' in claim) return `${figure}: the same`;
  if ('value' in claim) return `${figure}: ${boundText(claim.value, '').replaceAll('×', '').trim()}`;
  return `${figure}: ${'timesBetter' in claim ? boundText(claim.timesBetter, 'better') : boundText(claim.timesWorse, 'worse')}`;
}

/** The candidate and the value of the sweep that this judgement is of. */
export function claimedOf({ variant, at, claim }: JudgedClaim): string {
  const where = at === null ? (claim.at === undefined ? '' : `at ${plain(claim.at)}`) : atText(at);
  return where === '' ? variant : `${variant}, ${where}`;
}

/** What was found, in the claim's own direction, and why nothing can be said. */
export function foundText({ found, exact, why, claim, state, adjustedP, alarm, again }: JudgedClaim): string {
  if (found === null && why !== null) return why;
  if (found === null) return state === 'held' ? 'it does' : 'it does not';
  if ('value' in claim && exact) return `${significant(found.estimate, 3)}, a mean over fixed questions`;
  if ('value' in claim)
    return `${count(found.estimate)} [${count(found.low)}, ${count(found.high)}], the repeats’ least and most`;
  const word = 'timesWorse' in claim ? 'worse' : 'better';
  if (exact) return Number.isFinite(found.estimate) ? `${ratioText(found.estimate)} ${word}, counted` : `from nothing, counted`;
  const text = `${effectText(found)} ${word}`;
  if (why !== null) return `${text}; ${why}`;
  if (state !== 'broken' && state !== 'unconfirmed') return text;
  if (again !== null)
    return `${text}; measured again: ${again.found === null ? (again.why ?? NOT_MEASURED) : `${effectText(again.found)} ${word}`}`;
  if (adjustedP === null) return `${text}; not a figure that decides`;
  return `${text}; p ${adjustedP < 0.001 ? '< 0.001' : significant(adjustedP, 1)} with all claims in view${alarm ? '' : ', so it may be chance'}`;
}

const STATES: readonly ClaimState[] = ['held', 'broken', 'unconfirmed', 'unproven'];
/** `7 held, 1 broken, 2 unproven`; states that none has are left out. */
export const claimTally = (claims: readonly JudgedClaim[]): string =>
  STATES.map((state) => [claims.filter((claim) => claim.state === state).length, state] as const)
    .filter(([n]) => n > 0)
    .map(([n, state]) => `${n} ${state}`)
    .join(', ');

const SIGNS = { held: '✔', broken: '✖', unconfirmed: '◇', unproven: '◇' } as const;
/** One claim as one line of the terminal. */
export const claimLine = (claim: JudgedClaim): string =>
  `${SIGNS[claim.state]} ${claim.state.padEnd(8)}  ${claim.id}  ${claimedOf(claim)}  ${claimText(claim.claim)}  (${foundText(claim)})`;
