import { appendSingle, appendThirty, inAnyOrder, oneByOne, together } from '../../benches/mongodb/append-messages.ts';
import { defineOptimization } from '../../src/define.ts';

const by = (answer: typeof oneByOne) => ({ appendThirty: answer, appendSingle: answer });

export default defineOptimization({
  question: 'What does it give to insert documents together?',
  store: 'mongodb',
  copies: ['sessions'],
  baseline: { name: 'a command a document', answers: by(oneByOne) },
  candidates: [
    { name: 'one command', answers: by(together) },
    {
      name: 'one command, in any order',
      answers: by(inAnyOrder),
      risk: 'documents behind one that is refused are stored all the same',
    },
  ],
  gain: { appendThirty },
  price: { appendSingle },
  claims: [
    { metric: 'appendThirty.mean', timesBetter: { atLeast: 3 } },
    { metric: 'appendSingle.mean', timesWorse: { atMost: 1.5 } },
  ],
  adopt:
    'wherever documents come in numbers; where the server named above is SecantusDB, the direction carries over to MongoDB, the factor does not',
  avoid: 'where each document must be known to be stored before the next is made',
});
