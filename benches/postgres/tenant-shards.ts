import type { AnswerTo, Lane } from '../../src/define.ts';
import type { sumOfStatus } from './sum-of-status.ts';
import type { turnoverOfBusiness } from './turnover-of-business.ts';

/** Businesses by number: the first half on one shard, the rest on the other. */
export const SHARDS = ['shard-1', 'shard-2'] as const;
const firstOf = (lane: Pick<Lane<'postgres'>, 'rows'>, shard: number) =>
  1 + shard * Math.ceil(lane.rows('businesses') / SHARDS.length);
export const rangeOf = (lane: Pick<Lane<'postgres'>, 'rows'>, shard: number) =>
  `FROM (${shard === 0 ? 'MINVALUE' : firstOf(lane, shard)}) TO (${shard === SHARDS.length - 1 ? 'MAXVALUE' : firstOf(lane, shard + 1)})`;

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
