/** The two axes of the effects: the full logarithmic one, fitted to the run, and the enlarged part near 1×. Positions are percent of a fluid width. */
import { scaleLog } from 'd3-scale';
import { ratioTick } from './format.ts';
import type { Times } from './view.ts';

export interface EffectAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly at: number; readonly text: string }[];
  /** Percent of the width; beyond the axis it is cut at the edge. */
  place(value: number): number;
  holds(value: number): boolean;
}

const STEPS = [1, 2, 5];
const onGrid = (value: number, up: boolean): number => {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const grid = [...STEPS, 10].map((step) => step * decade);
  return (up ? grid.find((g) => g >= value * 0.999) : grid.findLast((g) => g <= value * 1.001)) ?? value;
};

/** Values of 1, 2, 5 × 10ⁿ on a short axis, powers of ten on a long one, fewer of them on a very long one. */
function tickValues(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const span = Math.log10(high / low);
  const every = Math.ceil(span / 5);
  const values =
    span <= 2 ? decades.flatMap((d) => STEPS.map((s) => s * d)) : decades.filter((d) => Math.round(Math.log10(d)) % every === 0);
  return values.filter((value) => value >= low * 0.999 && value <= high * 1.001);
}

export function effectAxis(low: number, high: number, [from, to]: readonly [number, number] = [3, 97]): EffectAxis {
  const scale = scaleLog([low, high], [from, to]);
  return {
    ...{ low, high },
    ticks: tickValues(low, high).map((value) => ({
      value,
      at: scale(value),
      text: ratioTick(value),
    })),
    place: (value) => Math.max(0, Math.min(100, scale(value))),
    holds: (value) => value >= low * 0.9999 && value <= high * 1.0001,
  };
}

/** Wide enough for every conclusive interval and every estimate; a wide inconclusive interval is cut rather than given the room of all others. */
export function fullAxis(effects: readonly { readonly times: Times; readonly conclusive: boolean }[]): EffectAxis {
  const ends = effects.flatMap(({ times, conclusive }) => (conclusive ? [times.low, times.high] : [times.estimate]));
  return effectAxis(onGrid(Math.min(0.5, ...ends), false), onGrid(Math.max(2, ...ends), true));
}
export const nearAxis = (): EffectAxis => {
  const scale = scaleLog([0.8, 1.25], [6, 94]);
  return {
    ...{ low: 0.8, high: 1.25 },
    ticks: [0.8, 1, 1.25].map((value) => ({ value, at: scale(value), text: value === 1 ? '1×' : String(value) })),
    place: (value) => Math.max(0, Math.min(100, scale(value))),
    holds: (value) => value >= 0.8 && value <= 1.25,
  };
};
