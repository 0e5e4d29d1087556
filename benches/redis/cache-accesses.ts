import { defineBench, type Pick } from '../../src/define.ts';

const ACCESSES = 200;
const KEYS = 2_000;
const VALUE = 'v'.repeat(2_000);

/** Zipf with s near 1: the logarithm of the rank is uniform. */
const popular = (pick: Pick): string => `popular:${Math.floor(KEYS ** (pick.between(0, 999_999) / 1_000_000))}`;
const once = (pick: Pick): string => `once:${pick.between(1, 1_000_000_000)}`;

const accesses = (description: string, keyOf: (pick: Pick, i: number) => string) =>
  defineBench({
    store: 'redis',
    description,
    writes: true,
    ask: (pick) => ({ keys: Array.from({ length: ACCESSES }, (_, i) => keyOf(pick, i)) }),
    answer: async ({ keys }, lane) => {
      let hits = 0;
      for (const key of keys) {
        if ((await lane.get(key)) !== null) hits += 1;
        else await lane.command('SET', key, VALUE);
      }
      return { hits };
    },
    same: 'scored',
    scores: { hitRatio: { unit: 'ratio', better: 'higher', of: ({ hits }) => hits / ACCESSES } },
    headline: 'mean',
  });

export const popularReads = accesses('200 reads of popular keys; what is missing is written', popular);
export const popularReadsBesideScan = accesses(
  '200 reads, every second one of a key that nobody asks for again; what is missing is written',
  (pick, i) => (i % 2 === 0 ? popular(pick) : once(pick)),
);
