import { BACKLOG, consumeBacklog, consumeUnhandled } from '../../benches/kafka/consume-backlog.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

const PARTITIONS = 6;
const filled = async (lane: Lane<'kafka'>) => {
  await lane.createTopic('events', { partitions: PARTITIONS });
  await lane.fill('events', BACKLOG);
};
const atOnce = (concurrently: number) => {
  const answer: AnswerTo<typeof consumeBacklog> = ({ count, handlerMs }, lane) =>
    lane.consume('events', { count, handlerMs, concurrently });
  return { consumeBacklog: answer, consumeUnhandled: answer };
};

export default defineOptimization({
  question: 'Six partitions are there: what does it give to handle several of them at once in one consumer?',
  store: 'kafka',
  copies: [],
  baseline: { name: 'one at a time', apply: filled },
  candidates: [
    { name: '3 at once', apply: filled, answers: atOnce(3) },
    { name: '6 at once', apply: filled, answers: atOnce(6) },
  ],
  gain: { consumeBacklog },
  price: { consumeUnhandled },
  claims: [
    { candidate: '6 at once', metric: 'consumeBacklog.ms', timesBetter: { atLeast: 1.3 } },
    { candidate: '6 at once', metric: 'consumeUnhandled.ms', timesWorse: { atMost: 1.5 } },
  ],
  expected: [{ candidate: '6 at once', metric: 'consumeBacklog.ms', timesBetter: 5.2 }],
  adopt: 'as many as there are partitions, wherever handling waits for something else: order within a partition stays',
  avoid: 'where handling computes: one process has one core, and more at once only holds more in memory',
});
