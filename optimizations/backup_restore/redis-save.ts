import { readWhileSaving, savesBy } from '../../benches/redis/save.ts';
import { readSession } from '../../benches/redis/sessions.ts';
import { defineOptimization } from '../../src/define.ts';

/** BGSAVE forks: the copy writes, and what the server changes meanwhile is held twice. */
export default defineOptimization({
  question: 'How long does nobody get an answer while Redis writes a snapshot?',
  store: 'redis',
  copies: ['users', 'sessions'],
  baseline: { name: 'SAVE', apply: savesBy('SAVE') },
  candidates: [{ name: 'BGSAVE', apply: savesBy('BGSAVE') }],
  gain: { readWhileSaving },
  price: { readSession },
  claims: [
    { metric: 'readWhileSaving.errors', value: { atMost: 0 } },
    { metric: 'readWhileSaving.outageMs', value: { atMost: 250 } },
  ],
  adopt: 'BGSAVE, and appendonly everysec beside it where a minute of writes may not be lost',
  avoid: 'snapshots of a server that fills more than half of its memory and is written to: the copy needs room of its own',
});
