import { defineBench, defineOptimization, defineReading, type Lane } from '../../../define.ts';

/** Writes whose keys are the questions' ordinals, so that every acknowledged one can be looked for. */
const survivors = async (lane: Lane<'redis'>): Promise<readonly number[]> => {
  const keys = await lane.command('KEYS', 'write:*');
  return Array.isArray(keys) ? keys.map((key) => Number(String(key).slice('write:'.length))) : [];
};
const write = { store: 'redis', writes: true } as const;

/** For tests: a server that stands still loses nothing; one that forgets what it holds loses all of it; one that is killed answers no more; one lost and one doubled write are each seen. */
const whileItStands = defineBench({
  ...write,
  description: 'Write unique keys while the server stands still',
  shape: { kind: 'drill', load: { perSecond: 200 }, beforeS: 1, afterS: 2, event: { pause: 'redis', forMs: 600 }, survivors },
  ask: (pick) => ({ id: pick.ordinal }),
  answer: ({ id }) => ['SET', `write:${id}`, id],
});
const whileItForgets = defineBench({
  ...write,
  description: 'Write unique keys while somebody empties the server',
  shape: {
    ...{ kind: 'drill', load: { perSecond: 200 }, beforeS: 1, afterS: 1, survivors },
    event: async (lane) => {
      await lane.command('FLUSHALL');
    },
  },
  ask: (pick) => ({ id: pick.ordinal }),
  answer: ({ id }) => ['SET', `write:${id}`, id],
});
const whileItDies = defineBench({
  ...write,
  description: 'Write unique keys while the server is killed',
  shape: { kind: 'drill', load: { perSecond: 200 }, beforeS: 1, afterS: 2, event: { kill: 'redis' }, survivors },
  ask: (pick) => ({ id: pick.ordinal }),
  answer: ({ id }) => ['SET', `write:${id}`, id],
});

/** A list holds what it is given, as often as it is given. */
const listed = async (lane: Lane<'redis'>): Promise<readonly number[]> => {
  const entries = await lane.command('LRANGE', 'writes', 0, -1);
  return Array.isArray(entries) ? entries.map(Number) : [];
};
const whileOneIsLostAndOneDoubled = defineBench({
  ...write,
  description: 'Append unique entries while somebody takes one of them away and repeats another',
  shape: {
    ...{ kind: 'drill', load: { perSecond: 200 }, beforeS: 1, afterS: 1, survivors: listed },
    event: async (lane) => {
      await lane.command('RPOP', 'writes');
      await lane.command('RPUSH', 'writes', String(await lane.command('LINDEX', 'writes', -5)));
    },
  },
  ask: (pick) => ({ id: pick.ordinal }),
  answer: ({ id }) => ['RPUSH', 'writes', id],
});

export default defineOptimization({
  question: 'What do users see of a server that stands still, forgets, or dies?',
  store: 'redis',
  showcase: 'the same',
  copies: [],
  baseline: { name: 'as it is' },
  candidates: [{ name: 'the same' }],
  gain: { whileItStands, whileItForgets, whileItDies, whileOneIsLostAndOneDoubled },
  price: { keys: defineReading({ store: 'redis', unit: 'keys', better: 'lower', of: ['DBSIZE'] }) },
  claims: [
    { metric: 'whileItStands.outageMs', value: { atLeast: 500 } },
    { metric: 'whileItStands.lost', value: { atMost: 0 } },
    { metric: 'whileItForgets.lost', value: { atMost: 0 } },
    { metric: 'whileOneIsLostAndOneDoubled.duplicated', value: { atMost: 0 } },
  ],
  adopt: 'never: it is for tests',
  avoid: 'always: it is for tests',
});
