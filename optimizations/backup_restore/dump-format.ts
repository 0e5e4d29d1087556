import { backedUp, dump, dumpBytes } from '../../benches/postgres/backup.ts';
import { defineOptimization } from '../../src/define.ts';

/** Each of these formats is restored, and compared with what was dumped, in `restore-jobs`: a backup that was never restored is none. */
export default defineOptimization({
  question: 'Which dump of PostgreSQL is quickest to take, and smallest to keep?',
  store: 'postgres',
  showcase: 'custom, level 1',
  copies: ['transactions'],
  given: { servers: { 'postgres-programs': {} } },
  baseline: { name: 'custom, as it comes', apply: backedUp({ dump: ['-Fc'] }) },
  candidates: [
    { name: 'custom, level 1', apply: backedUp({ dump: ['-Fc', '-Z1'] }) },
    { name: 'directory, level 1, two jobs', apply: backedUp({ dump: ['-Fd', '-Z1', '-j2'] }) },
    { name: 'plain', apply: backedUp({ dump: ['-Fp'] }) },
  ],
  gain: { dump },
  price: { dumpBytes },
  claims: [
    // Level 6, which is the default, spends most of the time on the last tenth of the size.
    { candidate: 'custom, level 1', metric: 'dump.ms', timesBetter: { atLeast: 1.5 } },
    { candidate: 'custom, level 1', metric: 'dumpBytes', timesWorse: { atMost: 1.3 } },
  ],
  expected: [
    { candidate: 'custom, level 1', metric: 'dump.ms', timesBetter: 2.6 },
    { candidate: 'custom, level 1', metric: 'dumpBytes', timesWorse: 1.12 },
    { candidate: 'directory, level 1, two jobs', metric: 'dump.ms', timesBetter: 3.1 },
  ],
  adopt: 'custom with -Z1; a directory with jobs where several tables are of a size, because a job takes whole tables',
  avoid: 'plain where a single table may have to come back, or jobs on the way back are wanted: it is SQL, to be run whole',
});
