import { BACKLOG, consumeBacklog } from '../../benches/kafka/consume-backlog.ts';
import { produce } from '../../benches/kafka/produce.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

const PARTITIONS = 6;
const filled = async (lane: Lane<'kafka'>) => {
  await lane.createTopic('events', { partitions: PARTITIONS });
  await lane.fill('events', BACKLOG);
};
const atOnce =
  (concurrently: number): AnswerTo<typeof consumeBacklog> =>
  ({ count, handlerMs }, lane) =>
    lane.consume('events', { count, handlerMs, concurrently });

export default defineOptimization({
  question: 'Six partitions are there: what does it give to handle several of them at once in one consumer?',
  store: 'kafka',
  copies: [],
  baseline: { name: 'one at a time', apply: filled },
  candidates: [
    { name: '3 at once', apply: filled, answers: { consumeBacklog: atOnce(3) } },
    { name: '6 at once', apply: filled, answers: { consumeBacklog: atOnce(6) } },
  ],
  gain: { consumeBacklog },
  price: { produce },
  claims: [{ candidate: '6 at once', metric: 'consumeBacklog.ms', timesBetter: { atLeast: 1.3 } }],
  adopt: 'as many as there are partitions, wherever handling waits for something else: order within a partition stays',
  avoid: 'where handling computes: one process has one core, and more at once only holds more in memory',
});
