/** Which of several ways are beaten in both of two figures, so that nobody need choose them: the others are the front. Pure. */

/** For `better`, more is better in the first figure and less in the second. */
export interface Way {
  readonly name: string;
  readonly quality: number;
  readonly cost: number;
}

/** The first way found that is as good in one figure and better in the other; null for a way on the front. */
export function dominatorOf(way: Way, ways: readonly Way[]): Way | null {
  return (
    ways.find(
      (other) => other.quality >= way.quality && other.cost <= way.cost && (other.quality > way.quality || other.cost < way.cost),
    ) ?? null
  );
}

/** The ways that nobody beats, from the best quality on. */
export const frontOf = <T extends Way>(ways: readonly T[]): readonly T[] =>
  ways.filter((way) => dominatorOf(way, ways) === null).sort((a, b) => b.quality - a.quality);
