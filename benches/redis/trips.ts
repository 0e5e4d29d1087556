import { defineBench } from '../../src/define.ts';

/** What arrived: GETs that were answered, and those that were refused (MOVED) because another master has the key. */
const arrived = (stats: unknown): number => {
  const [, calls = 0, rejected = 0] = /cmdstat_get:calls=(\d+).*?,rejected_calls=(\d+)/.exec(String(stats)) ?? [];
  return Number(calls) + Number(rejected);
};

export const readFromCluster = defineBench({
  store: 'redis',
  description: 'GET of a session from a cluster of three masters',
  ask: (pick) => ({ session: pick.session() }),
  answer: ({ session }) => ['GET', `session:${session}`],
  growth: {
    trips: {
      unit: 'commands',
      better: 'lower',
      of: async (lane) => (await lane.everywhere('INFO', 'commandstats')).reduce<number>((sum, stats) => sum + arrived(stats), 0),
    },
  },
});
