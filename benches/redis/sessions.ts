import { defineBench, defineReading } from '../../src/define.ts';

export const readSession = defineBench({
  store: 'redis',
  description: 'GET of a session that is there',
  ask: (pick) => ({ session: pick.session() }),
  answer: ({ session }) => ['GET', `session:${session}`],
});

/** Sessions beyond those of the data set, so that both variants write the same keys. */
export const openSession = defineBench({
  store: 'redis',
  description: 'SET of a new session of about 200 bytes',
  writes: true,
  ask: (pick) => ({ key: `session:${pick.rows('sessions') + 1 + pick.ordinal}`, value: `${pick.user()}:`.padEnd(200, 'x') }),
  answer: ({ key, value }) => ['SET', key, value],
  leaves: ['DBSIZE'],
});

const { leaves: _, ...unread } = openSession;
/** Where the server forgets keys to make room: whom it forgot, and so how many are left, is by chance. */
export const openSessionOfMany = defineBench(unread);

export const datasetBytes = defineReading({
  store: 'redis',
  unit: 'bytes',
  better: 'lower',
  of: (lane) => lane.info('used_memory_dataset'),
});
