import { OUTBOX, PAYMENTS, relay, TOPIC, visibleEverywhere, visibleInRedis } from '../../benches/postgres/payments.ts';
import { defineOptimization, defineReading, type Lane } from '../../src/define.ts';

type Postgres = Lane<'postgres'>;
const LOOKS = 'relay:looks';

const pipeline = async (lane: Postgres) => {
  const graph = lane.in('neo4j');
  await lane.sql(PAYMENTS);
  await lane.sql(OUTBOX);
  await lane.in('kafka').createTopic(TOPIC, { partitions: 1 });
  await graph.cypher(`CREATE CONSTRAINT ${graph.label('paymentId')} FOR (p:${graph.label('Payment')}) REQUIRE p.id IS UNIQUE`);
};

/** Told twice it does nothing more: each store is written by the payment's own number. */
const show = async (lane: Postgres, value: string) => {
  const { id, account } = JSON.parse(value);
  const graph = lane.in('neo4j');
  await Promise.all([
    lane.in('redis').command('SET', `payment:${id}`, account),
    lane.in('mongodb').run({ update: 'payments', updates: [{ q: { _id: id }, u: { $set: { account } }, upsert: true }] }),
    graph.cypher(`MERGE (p:${graph.label('Payment')} {id: $id}) SET p.account = $account`, { id, account }),
  ]);
};

const beside = (everyMs: number) => async (lane: Postgres) => {
  const looked = () => lane.in('redis').command('INCR', LOOKS);
  await Promise.all([relay(lane, everyMs, looked), lane.in('kafka').follow(TOPIC, (value) => show(lane, value))]);
};

/** What the shorter way costs all day, also while nothing is paid. */
const looksOfIdleRelay = defineReading({
  store: 'postgres',
  unit: 'looks/s',
  better: 'lower',
  of: async (lane) => {
    const looks = async () => Number(await lane.in('redis').get(LOOKS));
    const before = await looks();
    await lane.sql('SELECT pg_sleep(1)');
    return (await looks()) - before;
  },
});

/** PostgreSQL has the truth; an outbox, a relay and Kafka take it to whoever shows it. What they show is late, and this is by how much. */
export default defineOptimization({
  question: 'How long after a write to PostgreSQL do Redis, MongoDB and Neo4j still show what was before?',
  store: 'postgres',
  copies: [],
  also: { kafka: [], redis: [], mongodb: [], neo4j: [] },
  baseline: { name: 'relay looks every 100 ms', apply: pipeline, beside: beside(100) },
  candidates: [{ name: 'relay looks every 5 ms', apply: pipeline, beside: beside(5) }],
  gain: { visibleInRedis, visibleEverywhere },
  price: { looksOfIdleRelay },
  claims: [
    { metric: 'visibleInRedis.p50', timesBetter: { atLeast: 1.5 } },
    { metric: 'looksOfIdleRelay', timesWorse: { atMost: 40 } },
  ],
  adopt:
    'a relay that looks as often as its readers are impatient: half of the time between two looks is the larger part of the lag',
  avoid: 'reading one’s own write from a store that is told of it later: ask PostgreSQL, or wait for the answer',
});
