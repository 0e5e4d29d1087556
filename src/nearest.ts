/** "Did you mean": which known words a mistyped one resembles. Pure. */

/** The known words closest to `word`, best first; none when nothing is close, and none that is much farther off than the best. */
export function nearest(word: string, known: readonly string[], most = 3): readonly string[] {
  const close = known
    .map((candidate) => ({ candidate, distance: distanceTo(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.min(word.length, candidate.length) * 0.4))
    .sort((a, b) => a.distance - b.distance);
  const best = close[0]?.distance ?? 0;
  return close
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean a or b?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const words = nearest(word, known);
  return words.length === 0 ? '' : ` Did you mean ${words.join(' or ')}?`;
}

/** A part of an id is a good guess as well: `foreign-key` for `indexing/foreign-key`. */
function distanceTo(word: string, candidate: string): number {
  return word.length >= 3 && candidate.includes(word) ? 1 : editDistance(word, candidate);
}

/** Levenshtein's distance, one row of the table at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
