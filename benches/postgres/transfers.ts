import { type AnswerTo, defineBench, type Lane, type Pick } from '../../src/define.ts';
import { SHARDS } from './tenant-shards.ts';

type Postgres = Lane<'postgres'>;
interface Transfer {
  readonly transfer: number;
  readonly amount: number;
}

/** Of a transfer one side is booked where the payer is, and the other where the payee is. */
const SIDES = ['out', 'in'] as const;
const onShards = (lane: Postgres) => Promise.all(SHARDS.map((name) => lane.at(name)));

export async function makeBookings(lane: Postgres): Promise<void> {
  for (const shard of await onShards(lane))
    await shard.sql('CREATE TABLE bookings (transfer int, side text, amount int, PRIMARY KEY (transfer, side))');
}

const book = ({ transfer, amount }: Transfer, sides: readonly string[]) =>
  `INSERT INTO bookings VALUES ${sides.map((side) => `(${transfer}, '${side}', ${amount})`).join(', ')}`;
/** Numbers of transfers that are prepared and neither committed nor rolled back. */
const PREPARED = 'SELECT substr(gid, 10)::int AS transfer FROM pg_prepared_xacts WHERE owner = current_user';
const nameOf = (transfer: number) => `'transfer_${transfer}'`;

const ask = (pick: Pick): Transfer => ({ transfer: pick.ordinal, amount: pick.between(1, 9_999) });
const BOOKED = 'SELECT transfer, amount FROM bookings';
const bookings = async (lane: Postgres) =>
  (await Promise.all((await onShards(lane)).map((shard) => shard.sql(BOOKED)))).flat().map(({ transfer, amount }) => ({
    transfer: Number(transfer),
    amount: Number(amount),
  }));

export const transferBetweenShards = defineBench({
  store: 'postgres',
  description: 'Transfer an amount between businesses on two shards',
  writes: true,
  ask,
  async leaves(lane) {
    const all = await bookings(lane);
    return { count: all.length, sum: all.reduce((sum, { amount }) => sum + amount, 0) };
  },
});

/** Who comes back after a crash looks at both shards: what each of them has, booked or prepared, is kept, and anything else is taken back. */
async function recover(lane: Postgres): Promise<void> {
  const idsOf = (rows: readonly Readonly<Record<string, unknown>>[]) => new Set(rows.map(({ transfer }) => Number(transfer)));
  const found = await Promise.all(
    (await onShards(lane)).map(async (shard) => ({
      ...{ shard, prepared: idsOf(await shard.sql(PREPARED)), booked: idsOf(await shard.sql(BOOKED)) },
    })),
  );
  for (const { shard, prepared } of found)
    for (const transfer of prepared) {
      const everywhere = found.every((each) => each.prepared.has(transfer) || each.booked.has(transfer));
      await shard.sql(`${everywhere ? 'COMMIT' : 'ROLLBACK'} PREPARED ${nameOf(transfer)}`);
    }
}

/** Transfers of which one side is booked and the other is not, once whoever comes back has put in order what can be. */
export const transfersThroughCrash = defineBench({
  store: 'postgres',
  description: 'Make 300 transfers a second between two shards, whose writer is killed at work',
  writes: true,
  shape: {
    ...{ kind: 'drill', load: { perSecond: 300 }, beforeS: 1, afterS: 2, event: { kill: 'writer' } },
    async torn(lane) {
      await recover(lane);
      const sides = new Map<number, number>();
      for (const { transfer } of await bookings(lane)) sides.set(transfer, (sides.get(transfer) ?? 0) + 1);
      return [...sides.values()].filter((booked) => booked !== SIDES.length).length;
    },
  },
  ask,
});

type Transferring = AnswerTo<typeof transferBetweenShards>;
const throughout = (how: Transferring) => ({ transferBetweenShards: how, transfersThroughCrash: how });

export const inTurn = throughout(async (transfer, lane) => {
  for (const [at, shard] of (await onShards(lane)).entries()) await shard.sql(book(transfer, SIDES.slice(at, at + 1)));
});

/** Both shards say first that they can, and only then are told to. */
export const inTwoPhases = throughout(async (transfer, lane) => {
  const shards = await onShards(lane);
  const name = nameOf(transfer.transfer);
  await Promise.all(
    shards.map((shard, at) => shard.sql(`BEGIN; ${book(transfer, SIDES.slice(at, at + 1))}; PREPARE TRANSACTION ${name}`)),
  );
  await Promise.all(shards.map((shard) => shard.sql(`COMMIT PREPARED ${name}`)));
});

export const onOneShard = throughout(async (transfer, lane) => {
  await (await lane.at(SHARDS[0])).sql(book(transfer, SIDES));
});
