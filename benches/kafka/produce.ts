import { defineBench } from '../../src/define.ts';

const EVENTS = 100;
const event = (id: number) => JSON.stringify({ id, type: 'transaction.completed', note: 'x'.repeat(180) });

/** The topic `events` is the variant's to make. */
export const produce = defineBench({
  store: 'kafka',
  description: 'Send 100 keyed events of about 230 bytes and wait until all replicas in sync have them',
  writes: true,
  ask: (pick) =>
    Array.from({ length: EVENTS }, (_, i) => ({ key: String(pick.user()), value: event(pick.ordinal * EVENTS + i) })),
  answer: (events, lane) => lane.send('events', events),
  leaves: (lane) => lane.count('events'),
  headline: 'perSecond',
});
