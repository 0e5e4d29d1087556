import { defineBench, defineControl } from '../../src/define.ts';
import { userById } from './users.ts';

/**
 * A call is half a millisecond on its way: with 40,000 steps that was a third of it, and of 6.5 % planted 3.1 % arrived. With 400,000 a
 * session has so few calls that they lie too far apart (1.051 [1.013, 1.091]).
 */
const STEPS = 120_000;

/** Known answers: two equal copies, and one in which the sum takes more steps. */
export const control = defineControl({
  store: 'neo4j',
  copies: ['users'],
  read: userById,
  work: defineBench({
    store: 'neo4j',
    description: 'A sum over a number of steps that is known',
    ask: () => ({}),
    answer: (_question, lane) => ({
      cypher: `MATCH (w:${lane.label('Work')}) UNWIND range(1, w.steps) AS step RETURN count(step) AS steps, sum(step) AS total`,
    }),
    same: 'scored',
    scores: {
      steps: { unit: 'steps', better: 'higher', of: (answer) => Number((answer as { steps: unknown }[])[0]?.steps ?? 0) },
    },
  }),
  apply: (lane, share) => [
    {
      cypher: `CREATE (:${lane.label('Work')} {steps: $steps})`,
      params: { steps: Math.round(STEPS * (1 + share)) },
    },
  ],
});
