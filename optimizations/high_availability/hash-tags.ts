import {
  byKey,
  byTenant,
  fillTenants,
  keysOf,
  keysOnFullest,
  readOne,
  readTogether,
  refusedTogether,
} from '../../benches/redis/belonging-together.ts';
import { type AnswerTo, defineOptimization, type Lane } from '../../src/define.ts';

/** All GETs are sent at once, each to the master that has its key. */
const eachByItself: AnswerTo<typeof readTogether> = (question, lane) =>
  Promise.all(keysOf(question, byKey).map((key) => lane.get(key)));
const spread = {
  apply: (lane: Lane<'redis'>) => fillTenants(lane, byKey),
  answers: {
    readTogether: eachByItself,
    readOne: (({ tenant, first }) => ['GET', byKey(tenant, first)]) as AnswerTo<typeof readOne>,
  },
};

/** A cluster refuses one command for keys of several slots, also where one master has them all: without a tag the client must split what it asks. */
export default defineOptimization({
  question:
    'What does reading what belongs together cost when a cluster spreads it, and what when a hash tag holds it in one slot?',
  store: 'redis',
  copies: [],
  given: { servers: { 'redis-cluster': {} } },
  baseline: { name: 'spread, a GET for each', ...spread },
  candidates: [
    { name: 'spread, a pipeline for each master', ...spread, client: { autoPipelining: true } },
    {
      name: 'a tag for each tenant, one MGET',
      apply: (lane) => fillTenants(lane, byTenant),
      answers: {
        readTogether: (question) => ['MGET', ...keysOf(question, byTenant)],
        readOne: ({ tenant, first }) => ['GET', byTenant(tenant, first)],
      },
    },
  ],
  gain: { readTogether },
  price: { readOne, keysOnFullest, refusedTogether },
  claims: [
    { candidate: 'a tag for each tenant, one MGET', metric: 'readTogether.p50', timesBetter: { atLeast: 1.5 } },
    { candidate: 'a tag for each tenant, one MGET', metric: 'readOne.p50', timesWorse: { atMost: 1.25 } },
    { candidate: 'a tag for each tenant, one MGET', metric: 'keysOnFullest', timesWorse: { atLeast: 1.1, atMost: 2 } },
  ],
  expected: [
    { candidate: 'spread, a pipeline for each master', metric: 'readTogether.p50', timesBetter: 1.24 },
    { candidate: 'a tag for each tenant, one MGET', metric: 'readTogether.p50', timesBetter: 3.8 },
    { candidate: 'a tag for each tenant, one MGET', metric: 'keysOnFullest', timesWorse: 1.19 },
  ],
  adopt:
    'a tag by tenant where commands, transactions or scripts need several of its keys, and no tenant is near a master’s share',
  avoid: 'one tag for everything, or for a tenant that is large: all of it lies on one master, and its slot cannot be divided',
});
