import { defineBench, type Lane } from '../../src/define.ts';

/** The topic `orders` is the variant's to make, all of it led by `broker-1`. Each event has a number of its own, so that what was acknowledged can be looked for. */
const event = (id: number, user: number) => ({
  key: String(user),
  value: JSON.stringify({ id, type: 'order.placed', note: 'x'.repeat(190) }),
});

/** All that the topic holds by then, asked of whoever leads it: a number as often as it is found. */
const survivors = async (lane: Lane<'kafka'>) => {
  const count = await lane.count('orders');
  const values = await lane.consume('orders', { count, concurrently: 1, handlerMs: 0 });
  return values.map((value) => (JSON.parse(value) as { readonly id: number }).id);
};

export const eventsThroughLeaderKill = defineBench({
  store: 'kafka',
  description: 'Send 100 numbered events a second while the broker that leads their topic is killed',
  writes: true,
  shape: { kind: 'drill', load: { perSecond: 100 }, beforeS: 2, afterS: 12, event: { kill: 'broker-1' }, survivors },
  ask: (pick) => ({ id: pick.ordinal, user: pick.user() }),
  answer: ({ id, user }, lane) => lane.send('orders', [event(id, user)]),
});
