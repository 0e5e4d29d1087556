/** Under which load a bench is measured: its own, its circumstances', or the one that the command asks for. Pure. */
import type { AnyBench, AnyOptimization, AnyReading, Given, Load } from '../define.ts';
import type { PlannedOptimization } from './plan.ts';
import type { At } from './record.ts';

/** What the command asks for: one load for every gain of calls, or a sweep of the closed ones over numbers of clients. */
export interface LoadWish {
  readonly load: Load | null;
  readonly concurrency: readonly number[];
}
export const NO_WISH: LoadWish = { load: null, concurrency: [] };

export const isOpen = (load: Load): load is Extract<Load, { perSecond: number }> => 'perSecond' in load;

/** A circumstance: the place in a sweep, what is given there, and how many clients the command's own sweep has reached. */
export interface LoadStep {
  readonly at: At;
  readonly given: Given;
  readonly clients: number | null;
}

/** The load without the command's wish. A price keeps its own in any case. */
function ownLoad(bench: AnyBench, role: 'gain' | 'price', given: Given): Load {
  if (bench.shape?.kind === 'drill') return bench.shape.load;
  const own: Load = bench.shape?.kind === 'calls' ? bench.shape.load : { clients: 1 };
  return role === 'gain' ? (given.load ?? own) : own;
}

/** Null for a task, which has none. */
export function loadOf(bench: AnyBench, role: 'gain' | 'price', { given, clients }: LoadStep, wish: LoadWish): Load | null {
  if (bench.shape?.kind === 'task') return null;
  const own = ownLoad(bench, role, given);
  if (role === 'price' || bench.shape?.kind === 'drill') return own;
  return wish.load ?? (clients === null || isOpen(own) ? own : { clients });
}

/** Whether the command's sweep over clients changes anything about this gain. */
export const isSweptByClients = (bench: AnyBench, given: Given): boolean =>
  bench.shape?.kind !== 'task' && !isOpen(ownLoad(bench, 'gain', given));

const isBench = (entry: AnyBench | AnyReading): entry is AnyBench => !('of' in entry);

/**
 * The circumstances of an optimisation under the command's wish. A sweep over clients holds the optimisation's own sweep at its last
 * value, because a comparison has one place on one axis.
 */
export function stepsUnder(
  { gain, sweep }: AnyOptimization,
  own: readonly Pick<LoadStep, 'at' | 'given'>[],
  wish: LoadWish,
): { readonly steps: readonly LoadStep[]; readonly note: string | null } {
  const last = own.at(-1);
  const unchanged = own.map((step) => ({ ...step, clients: null }));
  if (wish.concurrency.length === 0 || last === undefined) return { steps: unchanged, note: wishNote(wish) };
  const benches: readonly (AnyBench | AnyReading)[] = Object.values(gain);
  if (!benches.some((bench) => isBench(bench) && isSweptByClients(bench, last.given)))
    return { steps: unchanged, note: 'No gain of it is a closed load of calls, so --concurrency changes nothing here.' };
  const steps = wish.concurrency.map((clients) => ({
    at: { over: 'clients', value: clients },
    given: last.given,
    clients,
  }));
  const note =
    sweep === undefined || last.at === null
      ? null
      : `${sweep.over} is held at ${last.at.value}: this run sweeps over clients instead.`;
  return { steps, note };
}

const wishNote = ({ load }: LoadWish): string | null =>
  load === null ? null : `The load of its gains is what the command asked for: ${loadText(load)}.`;

/** `open:800/s`, `closed:8`: as the command line has it. */
const loadText = (load: Load): string => (isOpen(load) ? `open:${load.perSecond}/s` : `closed:${load.clients}`);

/** The flags that repeat the wish; empty when there is none. */
export const wishFlags = ({ load, concurrency }: LoadWish): string =>
  load !== null ? `--load ${loadText(load)}` : concurrency.length > 0 ? `--concurrency ${concurrency.join(',')}` : '';

/** What is wrong with a wish that changes nothing in any of these optimisations; null when it changes something. */
export function withoutEffect(wish: LoadWish, optimizations: readonly PlannedOptimization[]): string | null {
  if (wish.load === null && wish.concurrency.length === 0) return null;
  const gains = optimizations
    .flatMap(({ circumstances }) => circumstances.flatMap(({ comparisons }) => comparisons))
    .filter(
      ({ role, shape, at }) =>
        role === 'gain' && (wish.load !== null ? shape !== 'task' && shape !== 'drill' : at?.over === 'clients'),
    );
  const wanted = wish.load === null ? 'closed gain of calls' : 'gain of calls';
  return gains.length > 0 ? null : `${wishFlags(wish)} changes nothing: no chosen optimisation has a ${wanted}.`;
}
