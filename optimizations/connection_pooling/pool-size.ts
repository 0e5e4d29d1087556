import { userByKeptConnection } from '../../benches/postgres/user-by-id.ts';
import { waitElsewhere } from '../../benches/postgres/wait-elsewhere.ts';
import { defineOptimization } from '../../src/define.ts';

const pool = (max: number) => ({ name: `pool of ${max}`, client: { connect: 'pool', max, named: false } as const });

export default defineOptimization({
  question: 'How many connections should a pool have for 32 clients?',
  store: 'postgres',
  copies: [],
  given: { load: { clients: 32 } },
  baseline: pool(32),
  candidates: [pool(1), pool(4), pool(8), pool(16)],
  gain: { userByKeptConnection },
  price: { waitElsewhere },
  claims: [
    { candidate: 'pool of 4', metric: 'userByKeptConnection.p50', timesWorse: { atMost: 1.25 } },
    { candidate: 'pool of 4', metric: 'waitElsewhere.p50', timesWorse: { atLeast: 4 } },
  ],
  expected: [
    { candidate: 'pool of 4', metric: 'userByKeptConnection.p50', timesBetter: 1.16 },
    { candidate: 'pool of 4', metric: 'waitElsewhere.p50', timesWorse: 6.9 },
  ],
  adopt: 'two connections a core where queries compute, and more only by as much as they wait: rate × time held',
  avoid: 'sizing it by the number of clients: on busy servers every further connection only waits inside instead of outside',
});
