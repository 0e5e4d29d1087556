/** What the run tells the load generator and what it answers: plain data, so that the generator may one day stand on another machine. */
import type { AlternateOptions } from './alternate.ts';
import type { BurstRequest } from './burst.ts';
import type { DrillRequest } from './drill.ts';
import type { Limits } from './measurer.ts';
import type { OpenPairSpec } from './open-measurer.ts';
import type { Plant } from './plant.ts';
import type { WarmRequest } from './warm.ts';

export interface SideSpec {
  readonly variant: string;
  /** The store's own address, passed on untouched. */
  readonly address: unknown;
  /** Faults that are planted into this side's calls, where the engine itself is tried. */
  readonly plant?: Plant;
}

/** One bench of one optimisation, found again by name in the generator's own process. */
export interface ComparisonSpec {
  readonly optimization: string;
  readonly bench: string;
  readonly baseline: SideSpec;
  readonly candidate: SideSpec;
  readonly clients: number;
  readonly given: Readonly<Record<string, number>>;
  readonly dataSeed: number;
  readonly runSeed: number;
  readonly limits: Limits;
}

export interface TaskSpec extends Omit<ComparisonSpec, 'baseline' | 'candidate' | 'clients' | 'limits'> {
  readonly side: SideSpec;
}

/** What a variant has running beside its lane, until this process ends. */
export interface BesideSpec extends SideSpec {
  readonly optimization: string;
}

/** One side's calls by themselves. */
export interface BurstSpec extends Omit<TaskSpec, 'growth'> {
  readonly clients: number;
  readonly request: BurstRequest;
}

/** One side's calls around an event that the run itself brings about, when it is told that the moment has come. */
export interface DrillSpec extends TaskSpec {
  readonly request: DrillRequest;
}

/** The shortest read of a store, by its bare driver and through the harness, in turns. */
export interface AlternateSpec extends Pick<AlternateOptions, 'calls' | 'repeats' | 'repeatNs'> {
  readonly store: string;
  readonly address: unknown;
  readonly runSeed: number;
}

export type Request =
  | { readonly kind: 'begin'; readonly spec: ComparisonSpec }
  | { readonly kind: 'digest'; readonly calls: number }
  | { readonly kind: 'warm'; readonly request: WarmRequest }
  | { readonly kind: 'session'; readonly ms: number }
  | { readonly kind: 'openPair'; readonly pair: OpenPairSpec }
  | { readonly kind: 'finish' }
  | { readonly kind: 'task'; readonly spec: TaskSpec }
  | { readonly kind: 'burst'; readonly spec: BurstSpec }
  | { readonly kind: 'drill'; readonly spec: DrillSpec }
  | { readonly kind: 'beside'; readonly spec: BesideSpec }
  | { readonly kind: 'alternate'; readonly spec: AlternateSpec };

export interface Envelope {
  readonly id: number;
  readonly request: Request;
}
/** `event`: the moment of a drill's event has come, or what runs beside a lane has begun; the reply is still to come. */
export type Reply =
  | { readonly id: number; readonly event: true }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
