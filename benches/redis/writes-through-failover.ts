import { defineBench, type Pick } from '../../src/define.ts';

/** Each key is written once, so that acknowledged writes that are gone afterwards can be counted. */
const PREFIX = 'write:';
const ask = (pick: Pick) => ({ id: pick.ordinal, user: pick.user() });
const answer = ({ id, user }: ReturnType<typeof ask>) => ['SET', `${PREFIX}${id}`, user] as const;

/** Whoever is the master by then is asked what it has. */
const survivors = async (lane: { command(...command: readonly string[]): Promise<unknown> }) =>
  ((await lane.command('KEYS', `${PREFIX}*`)) as readonly string[]).map((key) => Number(key.slice(PREFIX.length)));

export const writesThroughFailover = defineBench({
  store: 'redis',
  description: 'Write 1 000 unique keys a second while the master is killed',
  writes: true,
  shape: { kind: 'drill', load: { perSecond: 1_000 }, beforeS: 2, afterS: 10, event: { kill: 'master' }, survivors },
  ask,
  answer,
});

/** The connections stay: nobody is told that this server will not answer. */
export const writesThroughHang = defineBench({
  store: 'redis',
  description: 'Write 500 unique keys a second while the master stands still for 9 s, its connections open',
  writes: true,
  shape: {
    ...{ kind: 'drill', load: { perSecond: 500 }, beforeS: 2, afterS: 12 },
    ...{ event: { pause: 'master', forMs: 9_000 }, survivors },
  },
  ask,
  answer,
});

export const writeUndisturbed = defineBench({
  store: 'redis',
  description: 'SET of a new key while nothing happens',
  writes: true,
  ask,
  answer,
  leaves: ['DBSIZE'],
});
