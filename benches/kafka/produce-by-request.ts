import { defineBench } from '../../src/define.ts';

const event = (id: number, user: number) => ({
  key: String(user),
  value: JSON.stringify({ id, type: 'order.placed', note: 'x'.repeat(190) }),
});

const produceOf = (events: number, description: string) =>
  defineBench({
    store: 'kafka',
    description,
    writes: true,
    ask: (pick) => Array.from({ length: events }, (_, i) => event(pick.ordinal * events + i, pick.user())),
    answer: (batch, lane) => Promise.all(batch.map((each) => lane.send('orders', [each]))).then(({ length }) => length),
    leaves: (lane) => lane.count('orders'),
    headline: 'mean',
  });

/** The topic `orders` is the variant's to make. */
export const produceHundred = produceOf(100, '100 events of about 230 bytes that come at once, until all are acknowledged');
export const produceOne = produceOf(1, 'A single event, until it is acknowledged');

export const produceSingle = defineBench({
  store: 'kafka',
  description: 'A single event of about 230 bytes, until it counts as sent',
  writes: true,
  ask: (pick) => [event(pick.ordinal, pick.user())],
  answer: (batch, lane) => lane.send('orders', batch),
  leaves: (lane) => lane.count('orders'),
});
