import { defineBench, defineControl } from '../../src/define.ts';
import { readSession } from './sessions.ts';

const BYTES = 4_000_000;

/** Known answers: two equal servers, and one in which the count has more bits to go through. */
export const control = defineControl({
  store: 'redis',
  copies: ['users', 'sessions'],
  read: readSession,
  work: defineBench({
    store: 'redis',
    description: 'BITCOUNT of a string whose length is known',
    ask: () => ({}),
    answer: () => ['BITCOUNT', 'work'],
    same: 'scored',
    scores: {
      bytes: {
        unit: 'bytes',
        better: 'higher',
        of: async (_answer, _question, lane) => Number(await lane.command('STRLEN', 'work')),
      },
    },
  }),
  apply: (_lane, share) => [['SETRANGE', 'work', Math.round(BYTES * (1 + share)) - 1, 'x']],
});
