/** Rank correlations: does a series rise or fall with its position? */

/**
 * Kendall's tau-b of a series against its position, from −1 (it only falls) to 1 (it only rises). Ties count for neither.
 * 0 for fewer than two values or when all are equal (Kendall 1938, with the correction for ties of 1945).
 */
export function kendallTau(values: readonly number[]): number {
  let agree = 0;
  let disagree = 0;
  let untied = 0;
  for (const [i, one] of values.entries()) {
    for (const other of values.slice(i + 1)) {
      if (other > one) agree += 1;
      else if (other < one) disagree += 1;
      if (other !== one) untied += 1;
    }
  }
  const pairs = (values.length * (values.length - 1)) / 2;
  return untied === 0 ? 0 : (agree - disagree) / Math.sqrt(untied * pairs);
}

/** Ranks from 1, equal values sharing the mean of theirs. */
function ranks(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/** Spearman's rank correlation of a series with its position; 0 for fewer than two values or when all are equal. */
export function spearmanDrift(values: readonly number[]): number {
  const found = ranks(values);
  const centre = (values.length + 1) / 2;
  let product = 0;
  let ofValues = 0;
  let ofPositions = 0;
  for (const [i, rank] of found.entries()) {
    product += (rank - centre) * (i + 1 - centre);
    ofValues += (rank - centre) ** 2;
    ofPositions += (i + 1 - centre) ** 2;
  }
  return ofValues === 0 || ofPositions === 0 ? 0 : product / Math.sqrt(ofValues * ofPositions);
}
