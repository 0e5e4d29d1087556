/** How long a comparison may still measure. A budget cuts looks off the end; it never adds any, and alpha stays split by the full schedule. Pure. */

export interface Budget {
  /** Seconds the whole run may measure, and seconds it has measured. */
  readonly runSeconds: number;
  readonly elapsedSeconds: number;
  /** What the comparisons after this one need at the least. */
  readonly laterSeconds: number;
  /** The most one comparison may take, and what this one took. */
  readonly comparisonSeconds: number;
  readonly comparisonElapsedSeconds: number;
}

export const secondsLeft = (budget: Budget): number =>
  Math.min(
    budget.comparisonSeconds - budget.comparisonElapsedSeconds,
    budget.runSeconds - budget.elapsedSeconds - budget.laterSeconds,
  );
