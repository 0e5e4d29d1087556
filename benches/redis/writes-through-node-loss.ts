import { defineBench, type Lane } from '../../src/define.ts';

/** Each key is written once, so that acknowledged writes that are gone afterwards can be counted. */
const PREFIX = 'write:';
/** What stands in braces decides alone which slot a key has, and the slot which master: the first of three has slots 0 to 5460, the second up to 10922. */
export const TAGS_OF = { killed: ['bar'], others: ['green', 'red'] } as const;

const survivors = async (lane: Lane<'redis'>) =>
  ((await lane.command('KEYS', `${PREFIX}*`)) as readonly string[]).map((key) => Number(key.slice(key.lastIndexOf(':') + 1)));

const writesTo = (description: string, tags: readonly string[]) =>
  defineBench({
    store: 'redis',
    description,
    writes: true,
    shape: { kind: 'drill', load: { perSecond: 500 }, beforeS: 2, afterS: 10, event: { kill: 'node-1' }, survivors },
    ask: (pick) => ({ key: `${PREFIX}{${tags[pick.ordinal % tags.length]}}:${pick.ordinal}`, user: pick.user() }),
    answer: ({ key, user }) => ['SET', key, user],
  });

export const writesToKilled = writesTo(
  'Write 500 unique keys a second that belong to a master of the cluster while it is killed',
  TAGS_OF.killed,
);
export const writesToOthers = writesTo(
  'Write 500 unique keys a second that belong to the other masters while one is killed',
  TAGS_OF.others,
);
