/** How long a comparison may still measure. A budget cuts looks off the end; it never adds any, and alpha stays split by the full schedule. Pure. */

export interface Budget {
  /** Seconds the whole run may measure, and seconds it has measured. */
  readonly runSeconds: number;
  readonly elapsedSeconds: number;
  /** What the comparisons after this one need at the least, and how many they are. */
  readonly laterSeconds: number;
  readonly later: number;
  /** The most one comparison may take, what this one needs at the least, and what it took. */
  readonly comparisonSeconds: number;
  readonly leastSeconds: number;
  readonly comparisonElapsedSeconds: number;
}

/**
 * Of the time that nobody needs at the least, one comparison may take a quarter, or three times what would be its part among those that are
 * left, whichever is more: most are decided at their first look and leave their part to others, so that equal parts would leave time unused,
 * and without a bound the first noisy one would take it all.
 */
const MOST_OF_SLACK = 0.25;
const TIMES_ITS_PART = 3;

export function secondsLeft(budget: Budget): number {
  const { runSeconds, elapsedSeconds, laterSeconds, later, comparisonSeconds, leastSeconds, comparisonElapsedSeconds } = budget;
  const slackAtStart = runSeconds - (elapsedSeconds - comparisonElapsedSeconds) - laterSeconds - leastSeconds;
  const part = Math.min(1, Math.max(MOST_OF_SLACK, TIMES_ITS_PART / (later + 1)));
  return Math.min(
    comparisonSeconds - comparisonElapsedSeconds,
    leastSeconds + Math.max(0, slackAtStart) * part - comparisonElapsedSeconds,
    runSeconds - elapsedSeconds - laterSeconds,
  );
}
