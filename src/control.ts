/** A store's known answers in the shape of an optimisation, so that they go through the identical pipeline. Pure. */
import type { AnyControl, AnyOptimization, AnyVariant } from './define.ts';

const PREFIX = 'control/';
export const controlId = (store: string): string => `${PREFIX}${store}`;
/** The store of a control's id; null for an optimisation's. */
export const controlledStore = (id: string): string | null => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : null);

/** What is planted: more than two and a half margins, and a little more because a call itself takes time that does not grow. */
export const PLANTED = { pinned: 0.065, unpinned: 0.18 } as const;
export const TWIN = 'its twin';
export const plantedName = (share: number): string => `${share * 100} % more work`;

export function controlOptimization(control: AnyControl): AnyOptimization {
  const variant = (name: string, share: number): AnyVariant => ({
    name,
    ...(control.apply === undefined ? {} : { apply: (lane) => control.apply?.(lane, share) ?? [] }),
    ...(control.answer === undefined ? {} : { answers: { work: control.answer(share) as never } }),
  });
  const shares = Object.values(PLANTED);
  return {
    question: 'Does the engine find what is known?',
    store: control.store,
    copies: control.copies,
    gain: { read: control.read, work: control.work },
    price: {},
    baseline: variant('known', 0),
    candidates: [variant(TWIN, 0), ...shares.map((share) => variant(plantedName(share), share))],
    claims: [],
    adopt: 'never: it is a control',
    avoid: 'never: it is a control',
  };
}
