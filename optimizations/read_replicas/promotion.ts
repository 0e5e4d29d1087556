import { RECEIPTS, receiptsThroughFailover, receiptUndisturbed } from '../../benches/postgres/receipts-through-failover.ts';
import { defineOptimization } from '../../src/define.ts';

/** A drill has its servers to itself and loads its data on each of them, of which it needs no more than accounts to name. */
const FEW = { users: 1_000, accounts: 1_000, sessions: 1_000, businesses: 200, transactions: 1_000, logs: 1_000 };

const commits = (level: 'local' | 'on' | 'remote_apply') => ({
  apply: [`ALTER ROLE CURRENT_USER SET synchronous_commit = ${level}`, RECEIPTS],
});

/** One of the replicas is named in `synchronous_standby_names`, and becomes the primary in every variant; whether a commit waits for it differs. */
export default defineOptimization({
  question:
    'A PostgreSQL primary is killed and a replica takes over: how long can nobody write, and which acknowledged writes are gone?',
  store: 'postgres',
  copies: [],
  given: { rows: FEW, servers: { 'postgres-replicas': {} } },
  baseline: { name: 'asynchronous', ...commits('local') },
  candidates: [
    { name: 'synchronous', ...commits('on') },
    { name: 'synchronous, applied', ...commits('remote_apply') },
  ],
  gain: { receiptsThroughFailover },
  price: { receiptUndisturbed },
  claims: [
    // A commit that waits is not acknowledged before its successor has it on disk.
    { metric: 'receiptsThroughFailover.lost', value: { atMost: 0 } },
    { metric: 'receiptsThroughFailover.outageMs', value: { atMost: 3_000 } },
    { metric: 'receiptUndisturbed.p50', timesWorse: { atLeast: 1.2 } },
  ],
  expected: [{ candidate: 'synchronous', metric: 'receiptsThroughFailover.outageMs', value: 136 }],
  adopt:
    'synchronous for what may not be lost, with a second replica to wait for (ANY 1 (a, b)), and clients that look for the primary themselves',
  avoid:
    'asynchronous replicas as the only safety: what they have not received is gone, and they lag most when there is most to lose',
});
