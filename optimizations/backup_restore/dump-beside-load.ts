import { backedUp, dumpBytes, readWhileDumping } from '../../benches/postgres/backup.ts';
import { defineOptimization } from '../../src/define.ts';

/** The dump runs on the server's own machine, as most do: what it compresses with, readers do not have. */
export default defineOptimization({
  question: 'What do readers of a PostgreSQL see of a dump that runs beside them?',
  store: 'postgres',
  copies: ['sessions', 'transactions'],
  given: { servers: { 'postgres-programs': {} } },
  baseline: { name: 'custom, as it comes', apply: backedUp({ dump: ['-Fc'] }) },
  candidates: [
    { name: 'custom, level 1', apply: backedUp({ dump: ['-Fc', '-Z1'] }) },
    { name: 'directory, level 1, two jobs', apply: backedUp({ dump: ['-Fd', '-Z1', '-j2'] }) },
  ],
  gain: { readWhileDumping },
  // How long each takes by itself is what dump-format measures.
  price: { dumpBytes },
  claims: [
    { metric: 'readWhileDumping.errors', value: { atMost: 0 } },
    { candidate: 'custom, level 1', metric: 'dumpBytes', timesWorse: { atMost: 1.3 } },
  ],
  adopt: 'custom with -Z1 in a quiet hour: it is over soonest, and a dump holds back vacuum for as long as it runs',
  avoid: 'jobs beside a load that must stay quick: each is one session and one compressor more',
});
