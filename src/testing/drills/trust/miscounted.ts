import { defineBench, defineOptimization, defineReading, type Lane } from '../../../define.ts';

const listed = async (lane: Lane<'redis'>): Promise<readonly number[]> => {
  const entries = await lane.command('LRANGE', 'writes', 0, -1);
  return Array.isArray(entries) ? entries.map(Number) : [];
};
/** Reading takes the last entry away, so that the next reading finds one less. */
const taking = async (lane: Lane<'redis'>): Promise<readonly number[]> => {
  const entries = await listed(lane);
  await lane.command('RPOP', 'writes');
  return entries;
};
const appending = {
  store: 'redis',
  writes: true,
  ask: (pick: { readonly ordinal: number }) => ({ id: pick.ordinal }),
  answer: ({ id }: { readonly id: number }) => ['RPUSH', 'writes', id] as const,
} as const;

/** For tests: what survived cannot be counted. */
const shrinks = defineBench({
  ...appending,
  description: 'Append unique entries of which a reading takes one away',
  shape: {
    ...{ kind: 'drill', load: { perSecond: 200 }, beforeS: 0.5, afterS: 0.5, survivors: taking },
    event: { happens: 'nothing' },
  },
});
const holdsMore = defineBench({
  ...appending,
  description: 'Append unique entries among which one is nobody’s',
  shape: {
    ...{ kind: 'drill', load: { perSecond: 200 }, beforeS: 0.5, afterS: 0.5, survivors: listed },
    event: async (lane) => {
      await lane.command('RPUSH', 'writes', 7);
    },
  },
});

export default defineOptimization({
  question: 'Is it noticed when what survived a drill cannot be counted?',
  store: 'redis',
  copies: [],
  baseline: { name: 'as it is' },
  candidates: [{ name: 'the same' }],
  gain: { shrinks, holdsMore },
  price: { keys: defineReading({ store: 'redis', unit: 'keys', better: 'lower', of: ['DBSIZE'] }) },
  claims: [{ metric: 'shrinks.lost', value: { atMost: 0 } }],
  adopt: 'never: it is for tests',
  avoid: 'always: it is for tests',
});
