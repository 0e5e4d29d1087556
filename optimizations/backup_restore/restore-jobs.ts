import { backedUp, readWhileRestoring, restore } from '../../benches/postgres/backup.ts';
import { defineOptimization } from '../../src/define.ts';

const DUMP = ['-Fc', '-Z1'];

/** A job loads a whole table or builds a whole index, so that the largest table sets the time. */
export default defineOptimization({
  question:
    'How much sooner is a dump of PostgreSQL back with more than one job or in another format, and what do others see of it?',
  store: 'postgres',
  copies: ['sessions', 'transactions'],
  given: { servers: { 'postgres-programs': {} } },
  baseline: { name: 'one job', apply: backedUp({ dump: DUMP, restore: ['-j1'] }) },
  candidates: [
    { name: 'two jobs', apply: backedUp({ dump: DUMP, restore: ['-j2'] }) },
    { name: 'directory, two jobs', apply: backedUp({ dump: ['-Fd', '-Z1', '-j2'], restore: ['-j2'] }) },
    { name: 'plain', apply: backedUp({ dump: ['-Fp'] }) },
  ],
  gain: { restore },
  price: { readWhileRestoring },
  claims: [
    { candidate: 'two jobs', metric: 'restore.ms', timesBetter: { atLeast: 1.1 } },
    { metric: 'readWhileRestoring.errors', value: { atMost: 0 } },
  ],
  expected: [
    { candidate: 'two jobs', metric: 'restore.ms', timesBetter: 1.28 },
    { candidate: 'plain', metric: 'restore.ms', timesBetter: 1.07 },
  ],
  adopt: 'as many jobs as there are cores and large tables, where nobody else needs the server',
  avoid: 'jobs where the restore must be whole or not at all: --single-transaction allows one alone',
});
