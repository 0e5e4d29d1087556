import { defineBench } from '../../src/define.ts';
import { insertWithOutbox, TOPIC, until } from './payments.ts';

/** Payments that PostgreSQL has and Kafka has not, or the other way round, once the relay has nothing left to tell. */
export const toldOfHalf = defineBench({
  store: 'postgres',
  description: 'Record 800 payments a second, whose writer is killed at work',
  writes: true,
  shape: {
    ...{ kind: 'drill', load: { perSecond: 800 }, beforeS: 1, afterS: 2, event: { kill: 'writer' } },
    async torn(lane) {
      // What is still to be told would count as half told.
      await until('the end of the outbox', async () => {
        const [left] = await lane.sql('SELECT count(*)::int AS n FROM outbox');
        return left?.['n'] === 0 ? true : null;
      });
      const kafka = lane.in('kafka');
      const rows = await lane.sql('SELECT id FROM payments');
      const stored = new Set(rows.map(({ id }) => Number(id)));
      const values = await kafka.consume(TOPIC, { count: await kafka.count(TOPIC), concurrently: 1, handlerMs: 0 });
      const told = new Set(values.map((value) => Number(JSON.parse(value).id)));
      return [...stored].filter((id) => !told.has(id)).length + [...told].filter((id) => !stored.has(id)).length;
    },
  },
  ask: (pick) => ({ id: pick.ordinal, account: pick.account() }),
  answer: insertWithOutbox,
});
