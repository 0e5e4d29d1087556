import { defineBench } from '../../src/define.ts';

/** The variant says in its lane how it saves. */
const POLICY = 'policy:save';

/** Both leave the same file behind: one in the process that answers, the other in a copy of it. */
export const readWhileSaving = defineBench({
  store: 'redis',
  description: 'Read one key 500 times a second while everything is written to disk',
  writes: true,
  shape: {
    ...{ kind: 'drill', load: { perSecond: 500 }, beforeS: 1, afterS: 4 },
    event: async (lane) => {
      await lane.command((await lane.get(POLICY)) ?? 'SAVE');
    },
  },
  ask: (pick) => ({ user: pick.user() }),
  answer: ({ user }) => ['GET', `user:${user}`],
});

export const savesBy = (command: 'SAVE' | 'BGSAVE') => [['SET', POLICY, command]] as const;
