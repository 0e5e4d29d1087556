import { produceHundred, produceOne } from '../../benches/kafka/produce-by-request.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

const LINGER_MS = 5;
const topic = (lane: Lane<'kafka'>) => lane.createTopic('orders', { partitions: 1 });

const together: AnswerTo<typeof produceHundred> = (batch, lane) => lane.send('orders', batch);
/** What an application builds around kafkajs, which has no linger: it waits for company, and sends what has come. */
const lingering: AnswerTo<typeof produceHundred> = async (batch, lane) => {
  await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
  return await lane.send('orders', batch);
};

export default defineOptimization({
  question: 'What does it give to send events together, and what does waiting for company cost the single one?',
  store: 'kafka',
  copies: [],
  baseline: { name: 'a request an event', apply: topic },
  candidates: [
    { name: 'one batch', apply: topic, answers: { produceHundred: together, produceOne: together } },
    {
      name: 'one batch after 5 ms',
      apply: topic,
      answers: { produceHundred: lingering, produceOne: lingering },
      risk: 'events that wait in the buffer are lost when their process dies',
    },
  ],
  gain: { produceHundred },
  price: { produceOne },
  claims: [
    { candidate: 'one batch', metric: 'produceHundred.mean', timesBetter: { atLeast: 2 } },
    { candidate: 'one batch after 5 ms', metric: 'produceOne.mean', timesWorse: { atLeast: 1.5 } },
  ],
  expected: [
    { candidate: 'one batch', metric: 'produceHundred.mean', timesBetter: 15.5 },
    {
      candidate: 'one batch after 5 ms',
      metric: 'produceHundred.mean',
      timesBetter: 5,
      because:
        'by hand each request waited 44 ms for the delayed acknowledgement of a broker that was none; a real one answers all hundred within 8 ms, of which waiting 5 ms is no small part',
    },
  ],
  adopt: 'where events come in numbers: a buffer of some milliseconds or some hundred events, emptied by whichever comes first',
  avoid: 'where somebody waits for the single event, or may not lose what a buffer holds when its process dies',
});
