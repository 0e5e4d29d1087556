import {
  inTurn,
  inTwoPhases,
  makeBookings,
  onOneShard,
  transferBetweenShards,
  transfersThroughCrash,
} from '../../benches/postgres/transfers.ts';
import { defineOptimization } from '../../src/define.ts';

export default defineOptimization({
  question: 'A transfer between two shards is interrupted: who has half of it, and what does it cost that nobody has?',
  store: 'postgres',
  copies: [],
  given: { servers: { 'postgres-shards': {} } },
  baseline: { name: 'two commits', apply: makeBookings, answers: inTurn },
  candidates: [
    { name: 'two-phase commit', apply: makeBookings, answers: inTwoPhases },
    { name: 'both tenants on one shard', apply: makeBookings, answers: onOneShard },
  ],
  gain: { transfersThroughCrash },
  price: { transferBetweenShards },
  claims: [
    { metric: 'transfersThroughCrash.torn', value: { atMost: 0 } },
    { candidate: 'two-phase commit', metric: 'transferBetweenShards.p50', timesWorse: { atLeast: 1.1 } },
    { candidate: 'both tenants on one shard', metric: 'transferBetweenShards.p50', timesBetter: { atLeast: 1.3 } },
  ],
  expected: [
    { candidate: 'two-phase commit', metric: 'transferBetweenShards.p50', timesWorse: 1.5 },
    { candidate: 'both tenants on one shard', metric: 'transferBetweenShards.p50', timesBetter: 4.5 },
  ],
  adopt:
    'PREPARE TRANSACTION and COMMIT PREPARED where both shards must keep a change or neither; tenants that trade much belong on one shard',
  avoid: 'without something that looks for prepared transactions that nobody ended: they hold their locks, and VACUUM back',
});
