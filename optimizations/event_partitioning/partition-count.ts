import { BACKLOG, consumeBacklog } from '../../benches/kafka/consume-backlog.ts';
import { produce } from '../../benches/kafka/produce.ts';
import { eventSeen } from '../../benches/kafka/seen.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

const topicsWith = (partitions: number) => async (lane: Lane<'kafka'>) => {
  await lane.createTopic('events', { partitions });
  await lane.createTopic('orders', { partitions });
  await lane.fill('events', BACKLOG);
};

/** kafkajs handles one partition at a time unless it is told: without this, partitions give a consumer nothing. */
const handling =
  (partitions: number): AnswerTo<typeof consumeBacklog> =>
  ({ count, handlerMs }, lane) =>
    lane.consume('events', { count, handlerMs, concurrently: partitions });

export default defineOptimization({
  question: 'What do more partitions give to consumers, and take from producers?',
  store: 'kafka',
  showcase: '6 partitions',
  showcaseBenches: ['consumeBacklog'],
  copies: [],
  baseline: { name: 'one partition', apply: topicsWith(1) },
  candidates: [
    { name: '6 partitions', apply: topicsWith(6), answers: { consumeBacklog: handling(6) } },
    { name: '24 partitions', apply: topicsWith(24), answers: { consumeBacklog: handling(24) } },
  ],
  gain: { consumeBacklog },
  price: { produce, eventSeen },
  claims: [
    { candidate: '6 partitions', metric: 'consumeBacklog.ms', timesBetter: { atLeast: 2 } },
    { candidate: '24 partitions', metric: 'consumeBacklog.ms', timesBetter: { atLeast: 3 } },
    { candidate: '24 partitions', metric: 'produce.perSecond', timesWorse: { atMost: 4 } },
    { candidate: '24 partitions', metric: 'eventSeen.p50', timesWorse: { atMost: 2 } },
  ],
  expected: [
    { candidate: '6 partitions', metric: 'consumeBacklog.ms', timesBetter: 5.2 },
    { candidate: '24 partitions', metric: 'produce.perSecond', timesWorse: 3 },
  ],
  adopt: 'as many as target rate × handler time, doubled; and tell the consumer to handle so many at once',
  avoid: 'more than consumers can use: a producer splits every batch over them, and keys move when they are added later',
});
