import { defineBench } from '../../src/define.ts';

/** The variant fills the topic `events` with so many, and says in its answer how many partitions are handled at once. */
export const BACKLOG = 120;
const HANDLER_MS = 5;

export const consumeBacklog = defineBench({
  store: 'kafka',
  description: 'Join a group, read a backlog of 120 events, 5 ms of work each, and leave',
  shape: { kind: 'task' },
  ask: () => ({ count: BACKLOG, handlerMs: HANDLER_MS }),
  answer: ({ count, handlerMs }, lane) => lane.consume('events', { count, handlerMs, concurrently: 1 }),
  same: 'unordered',
});
