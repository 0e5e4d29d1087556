import { correctAmount } from '../../benches/postgres/correct-amount.ts';
import { transactionById } from '../../benches/postgres/transaction-by-id.ts';
import { defineOptimization } from '../../src/define.ts';

/** By the role, as an application of its own would have it; `SET LOCAL synchronous_commit` does it for one transaction. */
const waitsFor = (level: 'off' | 'local' | 'remote_write' | 'on' | 'remote_apply') => ({
  name: level,
  apply: [`ALTER ROLE CURRENT_USER SET synchronous_commit = ${level}`],
  undo: ['ALTER ROLE CURRENT_USER RESET synchronous_commit'],
});

/**
 * What a commit waits for. off: nothing (about half a second of commits is lost in a crash). local: this server's disk. remote_write: the
 * replica has it in memory. on: the replica has it on disk. remote_apply: readers of the replica see it.
 */
export default defineOptimization({
  question: 'What does each level of synchronous_commit cost, with one synchronous replica?',
  store: 'postgres',
  showcase: 'off',
  showcaseBenches: ['correctAmount'],
  copies: ['transactions'],
  given: { servers: { 'postgres-replicas': {} } },
  baseline: waitsFor('on'),
  candidates: [
    {
      ...waitsFor('off'),
      risk: 'commits of the last half second, told as done, are lost when the server crashes (at most three times wal_writer_delay)',
    },
    { ...waitsFor('local'), risk: 'commits that the replica had not got yet are lost when the machine of the primary is' },
    {
      ...waitsFor('remote_write'),
      risk: 'commits are lost when the primary is lost and the operating system of the replica crashes with it',
    },
    waitsFor('remote_apply'),
  ],
  gain: { correctAmount },
  price: { transactionById },
  claims: [
    { candidate: 'off', metric: 'correctAmount.p50', timesBetter: { atLeast: 3 } },
    { candidate: 'local', metric: 'correctAmount.p50', timesBetter: { atLeast: 1.2 } },
    { candidate: 'off', metric: 'transactionById.p50', same: true },
  ],
  expected: [
    {
      candidate: 'off',
      metric: 'correctAmount.p50',
      timesBetter: 38,
      because: 'the update takes 0.15 ms here before it waits for anything; what was tried by hand took 0.04 ms',
    },
    { candidate: 'local', metric: 'correctAmount.p50', timesBetter: 2.3 },
    { candidate: 'remote_write', metric: 'correctAmount.p50', timesBetter: 2.5 },
    { candidate: 'remote_apply', metric: 'correctAmount.p50', timesWorse: 1.6 },
  ],
  adopt: 'off for what may be lost (sessions, logs), on for what may not, remote_apply where the replica is read at once',
  avoid: 'on or more with a single synchronous replica: while it is away, every commit waits for it',
});
