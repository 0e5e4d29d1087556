/** Two ways of making the same calls, taking turns: how many calls a second either makes, and the ratio of the two. */
import { hodgesLehmann } from '../stats/hodges-lehmann.ts';
import type { Clock } from './slice.ts';

export interface AlternateOptions {
  /** Calls of one way before the other takes over. */
  readonly calls: number;
  readonly repeats: number;
  /** Measured time of a repeat. */
  readonly repeatNs: number;
  /** A key for each call, drawn before it is timed. */
  readonly key: (ordinal: number) => number;
  /** True: the bare way goes first. */
  readonly coin: () => boolean;
  readonly clock: Clock;
  readonly collect?: () => void;
}
export type Way = (keys: readonly number[]) => Promise<void>;

export interface Repeat {
  readonly blocks: number;
  readonly barePerSecond: number;
  readonly harnessPerSecond: number;
  /** Calls a second through the harness ÷ by the bare driver: the centre of the blocks' ratios. */
  readonly ratio: number;
}

/** One repeat more than was asked for: the first one warms, and is not kept. */
export async function alternate(bare: Way, harness: Way, options: AlternateOptions): Promise<readonly Repeat[]> {
  const repeats: Repeat[] = [];
  let ordinal = 0;
  const keys = () => Array.from({ length: options.calls }, () => options.key(ordinal++));
  for (let i = 0; i <= options.repeats; i += 1) {
    options.collect?.();
    const repeat = await repeatOf(bare, harness, { ...options, keys });
    if (i > 0) repeats.push(repeat);
  }
  return repeats;
}

async function repeatOf(
  bare: Way,
  harness: Way,
  { calls, repeatNs, coin, clock, keys }: AlternateOptions & { readonly keys: () => readonly number[] },
): Promise<Repeat> {
  const spent = { bare: 0, harness: 0 };
  const ratios: number[] = [];
  const timed = async (way: Way, list: readonly number[]) => {
    const startNs = clock.nowNs();
    await way(list);
    return clock.nowNs() - startNs;
  };
  while (spent.bare + spent.harness < repeatNs) {
    const list = keys();
    const bareFirst = coin();
    const first = await timed(bareFirst ? bare : harness, list);
    const second = await timed(bareFirst ? harness : bare, list);
    const [bareNs, harnessNs] = bareFirst ? [first, second] : [second, first];
    spent.bare += bareNs;
    spent.harness += harnessNs;
    ratios.push(Math.log(bareNs / harnessNs));
  }
  const perSecond = (ns: number) => (ratios.length * calls * 1e9) / ns;
  return {
    blocks: ratios.length,
    barePerSecond: perSecond(spent.bare),
    harnessPerSecond: perSecond(spent.harness),
    ratio: Math.exp(hodgesLehmann(ratios)),
  };
}
