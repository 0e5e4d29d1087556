/**
 * The load generators of a store's comparisons. Where figures are judged, each circumstance has a process of its own, whose compiler has met
 * nothing else; where nothing is judged, one process serves all of them until something fails, because to start one takes a second.
 */
import type { Generator } from '../load/generator.ts';
import type { RunContext } from './context.ts';

interface Lent extends AsyncDisposable {
  readonly generator: Generator;
  /** Something failed, which may have taken the process along: nobody else is lent it. */
  spoil(): void;
}

/** Disposing ends the process that is not lent any more. */
export interface Generators extends AsyncDisposable {
  /** To one at a time. */
  lend(): Lent;
}

export function generatorsOf({ startGenerator, profile }: Pick<RunContext, 'startGenerator' | 'profile'>): Generators {
  let kept: Generator | null = null;
  const end = async (): Promise<void> => {
    const ending = kept;
    kept = null;
    await ending?.[Symbol.asyncDispose]();
  };
  return {
    lend() {
      kept ??= startGenerator();
      let ends = profile.judges;
      return {
        generator: kept,
        spoil: () => {
          ends = true;
        },
        [Symbol.asyncDispose]: async () => {
          if (ends) await end();
        },
      };
    },
    [Symbol.asyncDispose]: end,
  };
}
