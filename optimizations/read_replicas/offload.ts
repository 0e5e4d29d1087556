import { reportAlone, reportAloneAt, reportsAmongUpdates, reportsAt } from '../../benches/postgres/reports-among-updates.ts';
import { defineOptimization } from '../../src/define.ts';

/** One machine has both servers, so that a replica gives no processor: what is shown is whether updates wait less for reports, and what that costs. */
export default defineOptimization({
  question: 'Reports go to a replica: do updates at the primary become quicker on one machine?',
  store: 'postgres',
  copies: ['transactions'],
  given: { servers: { 'postgres-replicas': {} } },
  baseline: { name: 'reports at the primary' },
  candidates: [
    {
      name: 'reports at a replica',
      answers: { reportsAmongUpdates: reportsAt('replica-1'), reportAlone: reportAloneAt('replica-1') },
      risk: 'reports show what the replica has replayed, which is behind the primary',
    },
  ],
  gain: { reportsAmongUpdates },
  price: { reportAlone },
  claims: [
    { metric: 'reportsAmongUpdates.p50', timesWorse: { atMost: 1.5 } },
    { metric: 'reportAlone.p50', timesWorse: { atMost: 1.5 } },
  ],
  expected: [{ candidate: 'reports at a replica', metric: 'reportsAmongUpdates.p50', timesWorse: 1.23 }],
  adopt: 'where the replica has a machine of its own, or reports hold locks that updates need',
  avoid: 'for speed on the same machine: both servers share its processors, and the replica repeats every write',
});
