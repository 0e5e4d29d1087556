/**
 * Whether a stored run may pass: claims that are broken and confirmed, wrong answers, comparisons that are missing, too much noise. Each has an
 * exit code of its own; the gravest is told. A gate that has nothing to judge is never green. Pure.
 */
import { leftOutGroups } from '../report/left-out.ts';
import { nameOfGroup, skippedGroups } from '../report/skipped.ts';
import { type JudgedClaim, judgeClaims } from './claims.ts';
import type { RunRecord } from './record.ts';

export const GATE_CODES = { passed: 0, wrong: 4, noise: 5, unlike: 6, missing: 7, empty: 8, broken: 10 } as const;
type Finding = Exclude<keyof typeof GATE_CODES, 'passed'>;
/** The gravest first: noise never hides a loss that was confirmed. */
const GRAVITY: readonly Finding[] = ['wrong', 'broken', 'unlike', 'missing', 'empty', 'noise'];

/** An optimisation whose broken claims do not count until a day. */
export interface Quarantine {
  readonly id: string;
  /** The last day, `2026-12-31`. */
  readonly until: string;
  readonly reason: string;
}

export interface GateOptions {
  /** What a run must have at the least: a run of before, of the same profile. */
  readonly reference: RunRecord | null;
  readonly quarantine: readonly Quarantine[];
  /** The day of the judgement, `2026-11-25`. */
  readonly today: string;
}

export interface Gate {
  readonly code: number;
  readonly state: keyof typeof GATE_CODES;
  /** Why it does not pass, the gravest first. */
  readonly reasons: readonly { readonly finding: Finding; readonly says: string }[];
  /** What is worth knowing and blocks nothing. */
  readonly warnings: readonly string[];
}

/** More of the comparisons than this without a decision, and the run decides nothing. */
const MOST_UNDECIDED = 0.5;

export function gateOf(record: RunRecord, options: GateOptions): Gate {
  const claims = record.run.profile === 'smoke' ? [] : judgeClaims(record);
  const found: Gate['reasons'] = [
    ...wrongAnswers(record),
    ...brokenClaims(claims, options),
    ...unlikeOf(record, options.reference),
    ...missingOf(record, options.reference),
    ...(record.comparisons.length === 0 ? [{ finding: 'empty' as const, says: 'the run holds no comparison' }] : []),
    ...(record.run.profile === 'smoke' ? [] : noiseOf(record)),
  ];
  const reasons = [...found].sort((one, other) => GRAVITY.indexOf(one.finding) - GRAVITY.indexOf(other.finding));
  const state = reasons[0]?.finding ?? 'passed';
  return { code: GATE_CODES[state], state, reasons, warnings: warningsOf(record, claims, options) };
}

const wrongAnswers = ({ comparisons, failed }: RunRecord): Gate['reasons'] => [
  ...comparisons
    .filter(({ verdict }) => verdict === 'invalid')
    .map(({ key, reason }) => ({ finding: 'wrong' as const, says: `${key} is invalid: ${reason ?? 'no reason is told'}` })),
  ...failed.map(({ id, error }) => ({ finding: 'wrong' as const, says: `${id} failed: ${error}` })),
];

const isSheltered = ({ id }: Pick<JudgedClaim, 'id'>, { quarantine, today }: GateOptions): boolean =>
  quarantine.some((entry) => entry.id === id && entry.until >= today);
const claimName = ({ id, variant, claim }: JudgedClaim): string =>
  `${id}: ${variant}: ${'plan' in claim ? `plan “${claim.plan}”` : claim.metric}`;

/** Only what was measured a second time, or was counted: one bad measurement turns nothing red. */
const brokenClaims = (claims: readonly JudgedClaim[], options: GateOptions): Gate['reasons'] =>
  claims
    .filter((claim) => claim.state === 'broken' && claim.alarm && (claim.exact || claim.again?.state === 'broken'))
    .filter((claim) => !isSheltered(claim, options))
    .map((claim) => ({ finding: 'broken' as const, says: `the claim of ${claimName(claim)} is broken` }));

/** What makes two runs unlike, in words; nothing where they may be held beside each other. */
export function differencesOf(record: RunRecord, reference: RunRecord): readonly string[] {
  const facts = ({ run, environment, dataset }: RunRecord) => ({
    ...{ profile: run.profile, scale: run.scale, 'data seed': run.dataSeed, load: run.load ?? 'its own' },
    ...{ processor: environment.cpu, cores: environment.cores, 'data set': dataset?.digest ?? 'none' },
  });
  const before = facts(reference);
  return Object.entries(facts(record)).flatMap(([name, value]) => {
    const other = before[name as keyof typeof before];
    // The rows are not known before a run has loaded them.
    return value === other || (name === 'data set' && (value === '' || other === ''))
      ? []
      : [`${name}: ${value}, and ${other} in ${reference.run.id}`];
  });
}

const unlikeOf = (record: RunRecord, reference: RunRecord | null): Gate['reasons'] =>
  reference === null ? [] : differencesOf(record, reference).map((says) => ({ finding: 'unlike' as const, says }));

function missingOf(record: RunRecord, reference: RunRecord | null): Gate['reasons'] {
  const here = new Set(record.comparisons.map(({ key }) => key));
  const gone = (reference?.comparisons ?? []).filter(({ key }) => !here.has(key)).map(({ key }) => `${key} is not there`);
  const { planned, status, merged } = record.run;
  const leftOut = record.notRun.filter(({ why }) => why !== 'plan').length;
  const short = planned - record.comparisons.length - record.failed.length - leftOut;
  const shards = Array.from({ length: merged?.of ?? 0 }, (_, i) => i + 1).filter((index) => !merged?.shards.includes(index));
  const cut = short > 0 ? [`${short} of ${planned} planned comparisons are not there (the run is ${status})`] : [];
  return [...gone, ...cut, ...shards.map((index) => `shard ${index} of ${merged?.of} is not there`)].map((says) => ({
    finding: 'missing' as const,
    says,
  }));
}

/** A control that failed, or a run that decided less than half of what it had planned: no verdict, and never green. */
function noiseOf({ comparisons, controls, notRun }: RunRecord): Gate['reasons'] {
  const failed = controls
    .filter(({ state }) => state === 'failed' || state === 'one lane')
    .map(({ store, kind, says }) => `the ${kind} control of ${store} did not pass: ${says}`);
  const judged = comparisons.filter(({ evidence }) => evidence.shape === 'calls' || evidence.shape === 'task');
  const open = judged.filter(({ verdict }) => verdict === 'inconclusive').length;
  const late = notRun.filter(({ why }) => why === 'time').length;
  const all = judged.length + late;
  const without = late === 0 ? '' : `, ${late} of them for want of time`;
  const many = open + late > MOST_UNDECIDED * all ? [`${open + late} of ${all} comparisons are undecided${without}`] : [];
  return [...failed, ...many].map((says) => ({ finding: 'noise' as const, says }));
}

function warningsOf(record: RunRecord, claims: readonly JudgedClaim[], options: GateOptions): readonly string[] {
  const unproven = claims.filter(({ state }) => state === 'unproven' || state === 'unconfirmed');
  return [
    ...(record.run.profile === 'smoke' ? ['a smoke run judges no speed: only answers were looked at'] : []),
    ...claims
      .filter(({ state, exact, again }) => state === 'broken' && !exact && again === null)
      .map((claim) => `broken, and not measured a second time: ${claimName(claim)}`),
    ...unproven.map((claim) => `${claim.state}: ${claimName(claim)}`),
    ...options.quarantine.map(({ id, until, reason }) =>
      until >= options.today ? `in quarantine until ${until}: ${id} (${reason})` : `the quarantine of ${id} ended on ${until}`,
    ),
    ...(record.run.merged?.differing ?? []).map((difference) => `shards of unlike machines: ${difference}`),
    ...leftOutGroups(record.notRun).map(({ says }) => says),
    ...skippedGroups(record.skipped).map(({ ids, reason }) => `skipped: ${nameOfGroup(ids)}: ${reason}`),
  ];
}
