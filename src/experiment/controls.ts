/** Known answers, measured before a store's comparisons by the identical pipeline: two equal copies, and one that has more to do. */

import { controlId, PLANTED, plantedName, TWIN } from '../control.ts';
import { UserError } from '../errors.ts';
import { makeLanes, placeOf, type StoreScope } from './circumstance.ts';
import { runComparison } from './comparison.ts';
import { CONSTANTS } from './constants.ts';
import type { RunContext } from './context.ts';
import { fail } from './failure.ts';
import type { PlannedCircumstance, PlannedComparison, PlannedOptimization } from './plan.ts';
import { planOptimization } from './plan.ts';
import type { Comparison, ControlRecord, RunRecord } from './record.ts';

type Kind = ControlRecord['kind'];

/** Measures these controls of the scope's store. One that breaks is told as failed, and the comparisons go on without it. */
async function runControls(scope: StoreScope, kinds: readonly Kind[]): Promise<void> {
  const { context, store, servers } = scope;
  // Where nothing is judged, nothing has to be kept from being believed.
  if (!context.profile.judges) return;
  const planned = await plannedControl(scope);
  const [circumstance] = planned.circumstances;
  if (circumstance === undefined) return;
  try {
    await using lanes = makeLanes(scope, planned, circumstance, () => undefined);
    // Where no lane can be made, no process is started either.
    await lanes.get(planned.optimization.baseline, 'own');
    await using generator = context.startGenerator();
    // Its first answers warm the store's machine; what an earlier part of the run measured was another server.
    let isWarm = !kinds.includes('null');
    for (const { kind, comparison } of chosenControls(circumstance, context.canPin)) {
      if (!kinds.includes(kind)) continue;
      context.signal.throwIfAborted();
      const place = placeOf({ ...scope, context: unhurried(context) }, planned, { circumstance, lanes, generator });
      const measured = await runComparison({ ...place, done: 0, laterSeconds: 0, later: 0, isWarm }, comparison);
      isWarm = true;
      const control = judged(store.name, kind, measured);
      context.file.record.controls.push(control);
      context.emit({ kind: 'control', control });
    }
  } catch (error) {
    context.signal.throwIfAborted();
    if (scope.attached && error instanceof UserError) {
      context.emit({ kind: 'note', line: `${store.name} is measured without controls: ${error.message}` });
      return;
    }
    fail(context, { optimization: planned.id, id: planned.id, error, lastWords: await servers.lastWords() });
  }
  rejudge(context.file.record, store.name);
  await context.file.save();
}

/** Before the comparisons of a store: what keeps effects from being believed, and what keeps `same` from it, unless that waits until it is said. */
export const runFirstControls = (scope: StoreScope): Promise<void> =>
  runControls(scope, scope.context.profile.plantedWork === 'for same' ? ['null'] : ['null', 'positive']);

/** The comparison as far as the known answers of its store let it stand; planted work is measured now where `same` would be said without it. */
export async function guarded(
  scope: StoreScope,
  comparison: Comparison,
  plant = (): Promise<void> => runControls(scope, ['positive']),
): Promise<Comparison> {
  const { record } = scope.context.file;
  const isPlanted = record.controls.some(({ store, kind }) => store === comparison.store && kind === 'positive');
  if (comparison.verdict === 'same' && !isPlanted) await plant();
  return underControls(comparison, record.controls);
}

/** What an earlier part of the run measured in this store stands under these controls as well. */
export function rejudge(record: Pick<RunRecord, 'comparisons' | 'confirmations' | 'controls'>, store: string): void {
  const again = (comparison: Comparison): Comparison =>
    comparison.store === store ? underControls(comparison, record.controls) : comparison;
  record.comparisons = record.comparisons.map(again);
  if (record.confirmations === undefined) return;
  record.confirmations = record.confirmations.map((each) => ({
    ...each,
    comparison: each.comparison && again(each.comparison),
  }));
}

/** On an undecided control every `same` of its store hangs: it may take more than its part of the run's time, but not without end. */
const unhurried = (context: RunContext): RunContext => ({
  ...context,
  profile: { ...context.profile, comparisonSeconds: secondsOfControl(context.profile) },
});

const secondsOfControl = ({ comparisonSeconds }: RunContext['profile']): number =>
  Math.min(comparisonSeconds, Math.max(CONSTANTS.controlSeconds, CONSTANTS.controlShare * comparisonSeconds));

/** The store's known answers as a plan. */
export async function plannedControl({ context, store }: StoreScope): Promise<PlannedOptimization> {
  const id = controlId(store.name);
  const { profile, plan } = context;
  return planOptimization(id, await context.loadOptimization(id), {
    profile,
    counts: plan.counts,
    memoryBytes: Number.MAX_SAFE_INTEGER,
  });
}

interface Chosen {
  readonly kind: Kind;
  readonly comparison: PlannedComparison;
}

/** The read against its twin, the work against so much more of it that the margin of this machine is passed. */
export function chosenControls({ comparisons }: PlannedCircumstance, pinned: boolean): readonly Chosen[] {
  const find = (kind: Kind, bench: string, candidate: string): readonly Chosen[] =>
    comparisons
      .filter((each) => each.bench === bench && each.candidate === candidate)
      .map((comparison) => ({ kind, comparison: { ...comparison, own: true } }));
  return [...find('null', 'read', TWIN), ...find('positive', 'work', plantedName(pinned ? PLANTED.pinned : PLANTED.unpinned))];
}

/** What a control says of the engine on this machine. */
export function judged(store: string, kind: Kind, comparison: Comparison): ControlRecord {
  const state = kind === 'null' ? nullState(comparison) : positiveState(comparison);
  return { store, kind, ...state, comparison };
}

type State = Pick<ControlRecord, 'state' | 'says'>;

function nullState({ verdict, reason, effect, margin }: Comparison): State {
  if (verdict === 'invalid') return { state: 'failed', says: `two equal copies were not alike: ${reason}` };
  if (reason === 'smoke' || effect === null) return { state: 'not judged', says: reason ?? 'it has no interval' };
  if (effect.low > 1 + margin || effect.high < 1 / (1 + margin))
    return { state: 'failed', says: 'two equal copies were told apart: small effects of this store are not to be believed' };
  return { state: 'passed', says: 'two equal copies were not told apart' };
}

function positiveState({ verdict, reason, effect, margin, answers }: Comparison): State {
  const marks = answers.scores ?? [];
  if (marks.some(({ baseline, candidate }) => baseline === candidate))
    return { state: 'one lane', says: 'both sides reached one lane: nothing was compared' };
  if (verdict === 'invalid') return { state: 'failed', says: `the planted work could not be measured: ${reason}` };
  if (reason === 'smoke' || effect === null) return { state: 'not judged', says: reason ?? 'it has no interval' };
  if (effect.low > 1 + margin) return { state: 'passed', says: 'the planted work was found' };
  return { state: 'failed', says: 'the planted work was not found: what looks the same may differ as much' };
}

/** The comparison as far as the controls of its store let it stand. Pure. */
export function underControls(comparison: Comparison, controls: readonly ControlRecord[]): Comparison {
  const { verdict, effect } = comparison;
  if (verdict === 'inconclusive' || verdict === 'invalid') return comparison;
  const ofStore = controls.filter(({ store }) => store === comparison.store);
  const without = (reason: string): Comparison => ({ ...comparison, verdict: 'inconclusive', reason });
  if (ofStore.some(({ state }) => state === 'one lane'))
    return { ...comparison, verdict: 'invalid', reason: 'wiring: the positive control shows that both sides reach one lane' };
  const failed = (kind: Kind) => ofStore.find((control) => control.kind === kind && control.state === 'failed');
  if (verdict === 'same')
    return failed('positive') === undefined
      ? comparison
      : without('insensitive: work that was planted in this store was not found');
  const known = failed('null');
  if (known === undefined || isBeyond(effect, known.comparison.effect)) return comparison;
  return without('null-control: two equal copies of this store were told apart as well');
}

type Effect = Comparison['effect'];

/** The whole interval is farther from 1 than the whole of the other, on either side. */
function isBeyond(effect: Effect, known: Effect): boolean {
  if (effect === null || known === null) return false;
  const farthest = Math.max(Math.abs(Math.log(known.low)), Math.abs(Math.log(known.high)));
  return Math.log(effect.low) > farthest || Math.log(effect.high) < -farthest;
}
