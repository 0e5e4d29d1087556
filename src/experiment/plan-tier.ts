/**
 * How two variants will stand to each other when they are compared, from their states alone: finest first. In one lane where nothing tells
 * them apart but what is asked; in two copies, or on two servers, side by side; and one after the other, A B B A, where they cannot stand
 * at once: a long call that changes its lane, or copies that do not fit into the server's cache together. Pure.
 */
import type { AnyVariant } from '../define.ts';
import type { Tier } from './rule.ts';

/** Equal servers, an equal change and the same beside it: such variants may share a lane. */
export function sameState(one: AnyVariant, other: AnyVariant): boolean {
  if (JSON.stringify(one.servers ?? {}) !== JSON.stringify(other.servers ?? {}) || one.beside !== other.beside) return false;
  const [a, b] = [one.apply ?? [], other.apply ?? []];
  return typeof a === 'function' || typeof b === 'function' ? a === b : JSON.stringify(a) === JSON.stringify(b);
}

/** Stores of which every lane is a server. */
const SERVER_A_LANE: readonly string[] = ['redis'];

export interface Pairing {
  readonly store: string;
  readonly baseline: AnyVariant;
  readonly candidate: AnyVariant;
  readonly shape: 'calls' | 'task' | 'open' | 'drill';
  readonly writes: boolean;
  /** Whether all copies fit into the server's cache together. */
  readonly fits: boolean;
}

export function plannedTier({ store, baseline, candidate, shape, writes, fits }: Pairing): Tier {
  if (shape === 'task' || shape === 'drill') return 'ABBA';
  if (sameState(baseline, candidate) && !writes) return 'one lane';
  if (shape === 'calls' && !fits) return 'ABBA';
  const settings = ({ servers }: AnyVariant) => JSON.stringify(servers?.[store] ?? {});
  return SERVER_A_LANE.includes(store) || settings(baseline) !== settings(candidate) ? 'two servers' : 'two copies';
}
