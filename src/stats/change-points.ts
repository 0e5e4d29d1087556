/** Where a series shifts for good: E-divisive (Matteson and James 2014), with the permutation test of that paper. Advisory: it says where to look. */
import { draw, streamOf } from '../random.ts';

export interface ChangePoint {
  /** Index of the first value after the shift. */
  readonly at: number;
  /** Share of shuffled series that shift as much somewhere. */
  readonly p: number;
}

export interface ChangeOptions {
  /** Values on either side of a shift, at the least. */
  readonly least: number;
  readonly level: number;
  readonly permutations: number;
}
/** As Otava (formerly Hunter) has it, but for the level. */
const DEFAULTS: ChangeOptions = { least: 5, level: 0.01, permutations: 199 };
const SHUFFLES = streamOf('change points');

/** Every shift whose p is at most the level, in the order of the series. The shuffles are seeded: the same series gives the same answer. */
export function changePoints(values: readonly number[], options: Partial<ChangeOptions> = {}): readonly ChangePoint[] {
  return within(values, 0, { ...DEFAULTS, ...options });
}

function within(values: readonly number[], offset: number, options: ChangeOptions): readonly ChangePoint[] {
  const found = strongest(values, options.least);
  if (found === null) return [];
  const p = pOf(values, found.strength, options);
  if (p > options.level) return [];
  return [
    ...within(values.slice(0, found.at), offset, options),
    { at: offset + found.at, p },
    ...within(values.slice(found.at), offset + found.at, options),
  ];
}

interface Split {
  readonly at: number;
  readonly strength: number;
}

/**
 * The split with the greatest energy distance: n·m ÷ (n + m) · (2·E|X − Y| − E|X − X′| − E|Y − Y′|), the means within a side over its pairs.
 * Null where the series is too short.
 */
export function strongest(values: readonly number[], least: number): Split | null {
  const distances = values.map((one) => values.map((other) => Math.abs(one - other)));
  const sum = (rows: readonly [number, number], columns: readonly [number, number]) => {
    let total = 0;
    for (let i = rows[0]; i < rows[1]; i += 1) for (let j = columns[0]; j < columns[1]; j += 1) total += distances[i]?.[j] ?? 0;
    return total;
  };
  let best: Split | null = null;
  for (let at = least; at <= values.length - least; at += 1) {
    const [n, m] = [at, values.length - at];
    const [left, right] = [[0, at] as const, [at, values.length] as const];
    const between = sum(left, right) / (n * m);
    const inside = sum(left, left) / (n * (n - 1)) + sum(right, right) / (m * (m - 1));
    const strength = ((n * m) / (n + m)) * (2 * between - inside);
    if (best === null || strength > best.strength) best = { at, strength };
  }
  return best;
}

/** (1 + how many shuffled series shift at least as much) ÷ (1 + shuffles). */
function pOf(values: readonly number[], strength: number, { least, permutations }: ChangeOptions): number {
  let asMuch = 0;
  for (let i = 0; i < permutations; i += 1) {
    if ((strongest(shuffled(values, i), least)?.strength ?? 0) >= strength) asMuch += 1;
  }
  return (1 + asMuch) / (1 + permutations);
}

/** Fisher and Yates. */
function shuffled(values: readonly number[], ordinal: number): readonly number[] {
  const numbers = draw(values.length, SHUFFLES, ordinal);
  const out = [...values];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = numbers.between(0, i);
    [out[i], out[j]] = [out[j] ?? Number.NaN, out[i] ?? Number.NaN];
  }
  return out;
}
