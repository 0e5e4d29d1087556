import type { AnswerTo, Lane } from '../../src/define.ts';
import type { sumOfStatus } from './sum-of-status.ts';
import type { turnoverOfBusiness } from './turnover-of-business.ts';

/** Businesses by number: the first half on one shard, the rest on the other. */
export const SHARDS = ['shard-1', 'shard-2'] as const;
const firstOf = (lane: Pick<Lane<'postgres'>, 'rows'>, shard: number) =>
  1 + shard * Math.ceil(lane.rows('businesses') / SHARDS.length);
const rangeOf = (lane: Pick<Lane<'postgres'>, 'rows'>, shard: number) =>
  `FROM (${shard === 0 ? 'MINVALUE' : firstOf(lane, shard)}) TO (${shard === SHARDS.length - 1 ? 'MAXVALUE' : firstOf(lane, shard + 1)})`;

/** What finds the transactions of a business, on one server or on each shard. */
export const BY_BUSINESS = 'CREATE INDEX ON transactions (business_id, created_at)';
const COLUMNS = `id bigint, account_id bigint, business_id bigint, type text, status text, amount numeric(12,2), description text,
  metadata jsonb, created_at timestamptz`;

/** Takes the lane's transactions apart: on each shard an ordinary table; on the coordinator a partitioned one, whose partitions they are. */
export async function overShards(lane: Lane<'postgres'>): Promise<void> {
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
    await member.sql(BY_BUSINESS);
    await member.sql('VACUUM ANALYZE transactions');
  }
  await lane.sql('DROP TABLE whole');
  await lane.sql('ANALYZE transactions');
}

/** The application knows where a business is, and asks there. */
export const turnoverWhereItIs: AnswerTo<typeof turnoverOfBusiness> = async (question, lane) => {
  const shard = question.business < firstOf(lane, 1) ? SHARDS[0] : SHARDS[1];
  return await (await lane.at(shard)).sql('SELECT sum(amount) FROM transactions WHERE business_id = $1 AND created_at >= $2', [
    question.business,
    question.since,
  ]);
};

/** Both are asked at once, and their answers added. */
export const sumOfBoth: AnswerTo<typeof sumOfStatus> = async ({ status }, lane) => {
  const parts = await Promise.all(
    SHARDS.map(async (shard) => {
      const member = await lane.at(shard);
      return await member.sql('SELECT count(*), sum(amount) * 100 AS cents FROM transactions WHERE status = $1', [status]);
    }),
  );
  const sum = (name: string) => parts.reduce((total, [row]) => total + Number(row?.[name] ?? 0), 0);
  return [{ count: sum('count'), sum: (sum('cents') / 100).toFixed(2) }];
};
