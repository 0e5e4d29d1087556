/** A store on which the self-test tries the engine: its servers, two equal copies that are made anew now and then, the load generator. */
import { unreachable } from '../errors.ts';
import type { StoreScope } from '../experiment/circumstance.ts';
import { plannedControl } from '../experiment/controls.ts';
import type { Lanes } from '../experiment/lanes.ts';
import type { Comparison } from '../experiment/record.ts';
import type { Generator } from '../load/generator.ts';
import { besideOf, type Disturbances } from './beside.ts';
import { blocked, crossed, stall, wrongRow } from './faults.ts';
import type { PairedTrial, Said, Trial } from './rows.ts';
import { attempt, lanesOf, oneLane, type Ready, type Standing, saidOf, twins } from './trying.ts';

export interface Bed extends AsyncDisposable {
  /** Throws what the engine throws. */
  measure(trial: Trial, runSeed: number): Promise<Said>;
}

/** So many trials share copies and a load generator: each copy has a bias of its own, and each process. */
const TRIALS_A_PLACE = 10;

export async function openBed(scope: StoreScope, disturbances: Disturbances): Promise<Bed> {
  const standing = await standingOf(scope);
  let place: Place | null = null;
  let trials = 0;
  return {
    async measure(trial, runSeed) {
      if (place === null || trials % TRIALS_A_PLACE === 0) {
        await place?.[Symbol.asyncDispose]();
        place = await openPlace(standing);
      }
      trials += 1;
      return await measureIn({ ...standing, ...place }, { trial, runSeed, disturbances });
    },
    async [Symbol.asyncDispose]() {
      await place?.[Symbol.asyncDispose]();
      await scope.servers.stop();
    },
  };
}

/** The store's null control on copies made for it alone. */
export async function compareTwins(scope: StoreScope, runSeed: number): Promise<Comparison> {
  const standing = await standingOf(scope);
  await using place = await openPlace(standing);
  return await attempt({ ...standing, ...place }, { ...twins(standing, 'p50'), own: true }, { runSeed });
}

async function standingOf(scope: StoreScope): Promise<Standing> {
  const planned = await plannedControl(scope);
  const [circumstance] = planned.circumstances;
  if (circumstance === undefined) throw new Error(`the control of ${scope.store.name} plans nothing`);
  return { scope, planned, circumstance };
}

interface Place extends AsyncDisposable {
  readonly lanes: Lanes;
  readonly generator: Generator;
}

async function openPlace(standing: Standing): Promise<Place> {
  const { scope, planned } = standing;
  const lanes = lanesOf(standing);
  // Both at once, so that they stand beside each other, every second one the candidate's.
  const comparison = twins(standing, 'p50');
  for (const variant of [planned.optimization.baseline, ...planned.optimization.candidates])
    if (variant.name === comparison.baseline || variant.name === comparison.candidate) await lanes.get(variant, 'read');
  const generator = scope.context.startGenerator();
  return {
    lanes,
    generator,
    async [Symbol.asyncDispose]() {
      await generator[Symbol.asyncDispose]();
      await lanes[Symbol.asyncDispose]();
    },
  };
}

interface Task {
  readonly trial: Trial;
  readonly runSeed: number;
  readonly disturbances: Disturbances;
}

async function measureIn(ready: Ready, { trial, runSeed, disturbances }: Task): Promise<Said> {
  switch (trial.kind) {
    case 'paired':
      return saidOf(await paired(ready, { trial, runSeed, disturbances }));
    case 'wrong row':
      return saidOf(await wrongRow(ready, runSeed));
    case 'crossed':
      return await crossed(ready, runSeed);
    case 'stall':
      return await stall(ready, runSeed);
    case 'blocked':
      return await blocked(ready, runSeed);
    default:
      return unreachable(trial);
  }
}

async function paired(
  ready: Ready,
  { trial, runSeed, disturbances }: Task & { readonly trial: PairedTrial },
): Promise<Comparison> {
  const { baseline, candidate, everySecondLane } = trial;
  await using beside = await besideOf(trial.beside, ready.scope, disturbances);
  const lanes = trial.lanes === 'one' ? oneLane(ready.lanes, ready.planned.optimization.baseline) : ready.lanes;
  return await attempt(ready, twins(ready, trial.metric), {
    ...{ runSeed, lanes, onSession: beside.onSession },
    ...(baseline || candidate ? { plants: { ...(baseline && { baseline }), ...(candidate && { candidate }) } } : {}),
    ...(everySecondLane && { everySecondLane }),
  });
}
