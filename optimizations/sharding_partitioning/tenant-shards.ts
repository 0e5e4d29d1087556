import { sumOfStatus } from '../../benches/postgres/sum-of-status.ts';
import { BY_BUSINESS, overShards, sumOfBoth, turnoverWhereItIs } from '../../benches/postgres/tenant-shards.ts';
import { turnoverOfBusiness, turnoverOfDay } from '../../benches/postgres/turnover-of-business.ts';
import { defineOptimization } from '../../src/define.ts';

const TORN = 'a change of both shards can be kept on one and lost on the other: no transaction holds them together';

/**
 * Three servers share this machine, so shards cannot gain anything here: what is shown is what they cost. The way to a shard costs about
 * the same for each question: a short one is several times slower by it, and a long one hardly.
 */
export default defineOptimization({
  question: 'What does a question cost once the tenants are spread over two servers?',
  store: 'postgres',
  copies: ['transactions'],
  given: { servers: { 'postgres-shards': {} } },
  baseline: { name: 'one table', apply: [BY_BUSINESS] },
  candidates: [
    { name: 'two shards, postgres_fdw', apply: overShards, risk: TORN },
    {
      name: 'two shards, the application asks them',
      apply: overShards,
      risk: TORN,
      answers: { turnoverOfDay: turnoverWhereItIs, turnoverOfBusiness: turnoverWhereItIs, sumOfStatus: sumOfBoth },
    },
  ],
  gain: { turnoverOfDay, turnoverOfBusiness },
  price: { sumOfStatus },
  claims: [
    { candidate: 'two shards, postgres_fdw', metric: 'turnoverOfDay.p50', timesWorse: { atLeast: 1.5 } },
    { candidate: 'two shards, the application asks them', metric: 'turnoverOfBusiness.p50', timesWorse: { atMost: 1.5 } },
  ],
  expected: [
    { candidate: 'two shards, postgres_fdw', metric: 'turnoverOfDay.p50', timesWorse: 6.4 },
    { candidate: 'two shards, the application asks them', metric: 'turnoverOfDay.p50', timesWorse: 1.8 },
    {
      candidate: 'two shards, postgres_fdw',
      metric: 'sumOfStatus.p50',
      timesWorse: 6.9,
      because:
        'the sum reads two million rows wherever they are, and what scattering costs is little beside that; by hand the question was a short one',
    },
    {
      candidate: 'two shards, the application asks them',
      metric: 'sumOfStatus.p50',
      timesWorse: 3.8,
      because:
        'the sum reads two million rows wherever they are, and what scattering costs is little beside that; by hand the question was a short one',
    },
  ],
  adopt: 'where the data or the writes are too much for one server, and nearly every question names its tenant',
  avoid: 'for faster reads; and postgres_fdw for what is asked all day: let the application know where a tenant is',
});
