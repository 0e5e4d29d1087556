import { sumOfStatus } from '../../benches/postgres/sum-of-status.ts';
import { rangeOf, SHARDS, sumOfBoth, turnoverWhereItIs } from '../../benches/postgres/tenant-shards.ts';
import { turnoverOfBusiness } from '../../benches/postgres/turnover-of-business.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

const INDEX = 'CREATE INDEX ON transactions (business_id, created_at)';
const COLUMNS = `id bigint, account_id bigint, business_id bigint, type text, status text, amount numeric(12,2), description text,
  metadata jsonb, created_at timestamptz`;

/** On each shard an ordinary table; on the coordinator a partitioned one, whose partitions they are. */
async function shard(lane: Lane<'postgres'>): Promise<void> {
  const [here] = await lane.sql('SELECT current_schema() AS schema');
  await lane.sql('ALTER TABLE transactions RENAME TO whole');
  await lane.sql(`CREATE TABLE transactions (${COLUMNS}) PARTITION BY RANGE (business_id)`);
  for (const [at, name] of SHARDS.entries()) {
    await (await lane.at(name)).sql(`CREATE TABLE transactions (${COLUMNS})`);
    const where = `SERVER ${name.replace('-', '_')} OPTIONS (schema_name '${String(here?.['schema'])}', table_name 'transactions')`;
    await lane.sql(`CREATE FOREIGN TABLE on_${at + 1} PARTITION OF transactions FOR VALUES ${rangeOf(lane, at)} ${where}`);
  }
  await lane.sql('INSERT INTO transactions SELECT * FROM whole ORDER BY id');
  for (const name of SHARDS) {
    const member = await lane.at(name);
    await member.sql(INDEX);
    await member.sql('VACUUM ANALYZE transactions');
  }
  await lane.sql('DROP TABLE whole');
  await lane.sql('ANALYZE transactions');
}

const TORN = 'a change of both shards can be kept on one and lost on the other: no transaction holds them together';

/** Three servers share this machine, so shards cannot gain anything here: what is shown is what they cost. */
export default defineOptimization({
  question: 'What does a question cost once the tenants are spread over two servers?',
  store: 'postgres',
  copies: ['transactions'],
  given: { servers: { 'postgres-shards': {} } },
  baseline: { name: 'one table', apply: [INDEX] },
  candidates: [
    { name: 'two shards, postgres_fdw', apply: shard, risk: TORN },
    {
      name: 'two shards, the application asks them',
      apply: shard,
      risk: TORN,
      answers: { turnoverOfBusiness: turnoverWhereItIs, sumOfStatus: sumOfBoth },
    },
  ],
  gain: { turnoverOfBusiness },
  price: { sumOfStatus },
  claims: [
    { candidate: 'two shards, postgres_fdw', metric: 'turnoverOfBusiness.p50', timesWorse: { atLeast: 1.5 } },
    { candidate: 'two shards, the application asks them', metric: 'turnoverOfBusiness.p50', timesWorse: { atMost: 1.5 } },
  ],
  adopt: 'where the data or the writes are too much for one server, and nearly every question names its tenant',
  avoid: 'for faster reads; and postgres_fdw for what is asked all day: let the application know where a tenant is',
});
