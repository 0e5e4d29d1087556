import { defineBench } from '../../src/define.ts';

/** The variant fills the topic `events` with so many, and says in its answer how many partitions are handled at once. */
export const BACKLOG = 120;

const backlog = (handlerMs: number, work: string) =>
  defineBench({
    store: 'kafka',
    description: `Join a group, read a backlog of ${BACKLOG} events, ${work}, and leave`,
    shape: { kind: 'task' },
    ask: () => ({ count: BACKLOG, handlerMs }),
    answer: ({ count, handlerMs: ms }, lane) => lane.consume('events', { count, handlerMs: ms, concurrently: 1 }),
    same: 'unordered',
  });
export const consumeBacklog = backlog(5, '5 ms of work each');
export const consumeUnhandled = backlog(0, 'with nothing to do for any');
