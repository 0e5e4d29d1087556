/** Whether effects that should be nothing fall on one side of nothing too often for chance: a sign test, as of a coin. */

export interface Sides {
  readonly above: number;
  readonly below: number;
  /** Of so lopsided a count or a worse one, if either side were as likely. 1 for nothing. */
  readonly p: number;
  readonly suspect: boolean;
}

/** Eleven in a row on the same side are rarer than this. */
const LEVEL = 0.001;

export function oneSided(effects: readonly number[]): Sides {
  const above = effects.filter((effect) => effect > 0).length;
  const below = effects.filter((effect) => effect < 0).length;
  const p = Math.min(1, 2 * tail(Math.max(above, below), above + below));
  return { above, below, p, suspect: p < LEVEL };
}

/** The chance of at least `heads` in so many throws; by logarithms, because single terms are too small to hold. */
function tail(heads: number, throws: number): number {
  let sum = 0;
  let logTerm = -throws * Math.LN2;
  for (let k = 0; k <= throws; k += 1) {
    if (k >= heads) sum += Math.exp(logTerm);
    logTerm += Math.log((throws - k) / (k + 1));
  }
  return sum;
}
