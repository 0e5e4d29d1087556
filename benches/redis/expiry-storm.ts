import { defineBench } from '../../src/define.ts';

/** The variant says in its lane over how many milliseconds it spreads the ends. */
const JITTER = 'policy:jitterMs';
const MOST_KEYS = 200_000;
/** Longer than it takes to say it of every key. */
const LEAD_MS = 3_000;

/** Each key keeps its value and gets a moment to end at: with no jitter all of them the same one. */
export const readDuringStorm = defineBench({
  store: 'redis',
  description: 'Read one key 500 times a second while up to 200 000 others expire',
  writes: true,
  shape: {
    ...{ kind: 'drill', load: { perSecond: 500 }, beforeS: 1, afterS: 9 },
    event: async (lane) => {
      const jitterMs = Number((await lane.get(JITTER)) ?? 1);
      const [seconds] = (await lane.command('TIME')) as readonly string[];
      const at = 1_000 * Number(seconds) + LEAD_MS;
      await lane.fill(Math.min(MOST_KEYS, lane.rows('sessions')), (id) => [
        'PEXPIREAT',
        `session:${id}`,
        at + ((id * 7_919) % jitterMs),
      ]);
    },
  },
  ask: (pick) => ({ user: pick.user() }),
  answer: ({ user }) => ['GET', `user:${user}`],
});

export const spreadOver = (milliseconds: number) => [['SET', JITTER, milliseconds]] as const;
