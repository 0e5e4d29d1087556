import { insertPayment, message, OUTBOX, PAYMENTS, recordPayment, relay, TOPIC } from '../../benches/postgres/payments.ts';
import { toldOfHalf } from '../../benches/postgres/told-of-half.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

const tables = async (lane: Lane<'postgres'>) => {
  await lane.sql(PAYMENTS);
  await lane.sql(OUTBOX);
  await lane.in('kafka').createTopic(TOPIC, { partitions: 1 });
};

/** One store after the other: whoever dies in between has told half of it. */
const inTurn: AnswerTo<typeof recordPayment> = async (payment, lane) => {
  const { sql, params } = insertPayment(payment);
  const rows = await lane.sql(sql, params);
  await lane.in('kafka').send(TOPIC, [message(payment)]);
  return rows;
};
const EVERY_MS = 5;

/** There is no transaction over PostgreSQL and Kafka. The outbox makes one of PostgreSQL's own, and somebody else tells what stands in it. */
export default defineOptimization({
  question: 'A service that writes to PostgreSQL and tells Kafka is killed between the two: who knows half of it?',
  store: 'postgres',
  copies: [],
  showcase: 'outbox',
  showcaseBenches: ['toldOfHalf'],
  also: { kafka: [] },
  baseline: { name: 'dual write', apply: tables, answers: { toldOfHalf: inTurn, recordPayment: inTurn } },
  candidates: [{ name: 'outbox', apply: tables, beside: (lane) => relay(lane, EVERY_MS) }],
  gain: { toldOfHalf },
  price: { recordPayment },
  claims: [
    { candidate: 'outbox', metric: 'toldOfHalf.torn', value: { atMost: 0 } },
    { candidate: 'outbox', metric: 'recordPayment.p50', timesWorse: { atMost: 1.5 } },
  ],
  adopt: 'wherever another service acts on what was written: the writer waits for one store instead of two',
  avoid: 'for notices whose loss nobody minds; and whoever listens must bear to be told twice',
});
