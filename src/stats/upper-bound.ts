/** What a count of rare events can exclude: the exact (Clopper-Pearson) one-sided bound of a share. */

/** The chance of at most `events` in `trials` when each has the chance `p`. */
function atMost(events: number, trials: number, p: number): number {
  let term = (1 - p) ** trials;
  let sum = term;
  for (let k = 1; k <= events; k += 1) {
    term *= ((trials - k + 1) / k) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

/** The largest share that `events` in `trials` leave possible at 95 %: 0 in 30 still allow 9.5 %. 1 where everything happened. */
export function upperBound(events: number, trials: number, level = 0.95): number {
  if (events >= trials) return 1;
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (atMost(events, trials, middle) > 1 - level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
