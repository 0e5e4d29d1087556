import { correctAmount } from '../../benches/postgres/correct-amount.ts';
import { atPrimary, atReplica, atReplicaWhenThere, readOwnWrite } from '../../benches/postgres/read-own-write.ts';
import { defineOptimization } from '../../src/define.ts';

/** A replica that can also be waited for: the others cannot take part in remote_apply. */
const REPLICA = 'replica-sync';
const commits = (level: 'local' | 'remote_apply') => ({
  apply: [`ALTER ROLE CURRENT_USER SET synchronous_commit = ${level}`],
  undo: ['ALTER ROLE CURRENT_USER RESET synchronous_commit'],
});

export default defineOptimization({
  question: 'Who writes and then reads at a replica: is the own write there, and what does it cost that it is?',
  store: 'postgres',
  copies: ['transactions'],
  given: { servers: { 'postgres-replicas': {} } },
  baseline: { name: 'replica, at once', ...commits('local'), answers: { readOwnWrite: atReplica(REPLICA) } },
  candidates: [
    { name: 'primary', ...commits('local'), answers: { readOwnWrite: atPrimary } },
    { name: 'replica, when it has got there', ...commits('local'), answers: { readOwnWrite: atReplicaWhenThere(REPLICA) } },
    { name: 'replica, remote_apply', ...commits('remote_apply'), answers: { readOwnWrite: atReplica(REPLICA) } },
  ],
  gain: { readOwnWrite },
  price: { correctAmount },
  claims: [
    { candidate: 'primary', metric: 'readOwnWrite.p50', timesWorse: { atMost: 1.25 } },
    { candidate: 'replica, remote_apply', metric: 'correctAmount.p50', timesWorse: { atLeast: 1.2 } },
  ],
  adopt:
    'whoever has just written reads at the primary for as long as replicas may lag; the position where a replica must serve it',
  avoid: 'a pause before reading: how long would be enough is not known, and under load it is longer',
});
