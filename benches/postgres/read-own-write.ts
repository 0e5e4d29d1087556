import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

/** The amount is another one each time: whoever reads an older one has not read this write. */
export const readOwnWrite = defineBench({
  store: 'postgres',
  description: 'Correct the amount of one transaction, then read it back',
  writes: true,
  ask: (pick) => ({ id: pick.transaction(), amount: pick.ordinal }),
  same: 'scored',
  scores: {
    fresh: {
      unit: 'of 1',
      better: 'higher',
      of: (rows: Rows, { amount }) => (Number(rows[0]?.['amount']) === amount ? 1 : 0),
    },
  },
  leaves: 'SELECT count(*), sum(amount) FROM transactions',
});

type Rows = readonly Readonly<Record<string, unknown>>[];
type Answer = AnswerTo<typeof readOwnWrite>;
type Reader = Pick<Lane<'postgres'>, 'sql'>;

const write = (lane: Reader, id: number, amount: number) =>
  lane.sql('UPDATE transactions SET amount = $2 WHERE id = $1', [id, amount]);
const read = (lane: Reader, id: number) => lane.sql('SELECT amount FROM transactions WHERE id = $1', [id]);

export const atPrimary: Answer = async ({ id, amount }, lane) => {
  await write(lane, id, amount);
  return await read(lane, id);
};

export const atReplica =
  (member: string): Answer =>
  async ({ id, amount }, lane) => {
    await write(lane, id, amount);
    return await read(await lane.at(member), id);
  };

/** The position is asked for after the commit: one that the UPDATE itself returns lies before it. */
export const atReplicaWhenThere =
  (member: string): Answer =>
  async ({ id, amount }, lane) => {
    await write(lane, id, amount);
    const [written] = await lane.sql('SELECT pg_current_wal_insert_lsn()::text AS lsn', []);
    const replica = await lane.at(member);
    const there = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there';
    while ((await replica.sql(there, [written?.['lsn']]))[0]?.['there'] !== true);
    return await read(replica, id);
  };
