import { defineBench, type Lane } from '../../src/define.ts';

type Postgres = Lane<'postgres'>;
interface Payment {
  readonly id: number;
  readonly account: number;
}

/** Where others read of payments. */
export const TOPIC = 'payments';
export const PAYMENTS = 'CREATE TABLE payments (id int PRIMARY KEY, account int NOT NULL)';
export const OUTBOX =
  'CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, value text NOT NULL)';

/** Into the table alone; who tells the others is not its business. */
export const insertPayment = ({ id, account }: Payment) => ({
  sql: 'INSERT INTO payments (id, account) VALUES ($1, $2)',
  params: [id, account],
});

/** The payment and what is to be told of it, both or neither: one statement is one transaction. */
export const insertWithOutbox = ({ id, account }: Payment) => ({
  sql: `WITH payment AS (INSERT INTO payments (id, account) VALUES ($1, $2) RETURNING id, account)
        INSERT INTO outbox (key, value) SELECT account::text, json_build_object('id', id, 'account', account) FROM payment`,
  params: [id, account],
});

export const message = ({ id, account }: Payment) => ({ key: `${account}`, value: JSON.stringify({ id, account }) });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const BATCH = 500;
/** How often a relay has looked, in the Redis beside it, where there is one. */
export type Looked = () => Promise<unknown>;

/**
 * Takes what is to be told, tells it, and only then forgets it: whoever is killed in between tells it twice and never not at all. What it
 * has told it deletes by number: a bookmark would pass over rows whose transactions end later than they began.
 */
export async function relay(lane: Postgres, everyMs: number, looked: Looked = async () => undefined): Promise<void> {
  for (;;) {
    const taken = await lane.sql(`SELECT id, key, value FROM outbox ORDER BY id LIMIT ${BATCH}`);
    await looked();
    if (taken.length === 0) {
      await pause(everyMs);
      continue;
    }
    await lane.in('kafka').send(
      TOPIC,
      taken.map(({ key, value }) => ({ key: String(key), value: String(value) })),
    );
    await lane.sql('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [taken.map(({ id }) => id)]);
  }
}

const ask = (pick: { readonly ordinal: number; account(): number }) => ({ id: pick.ordinal, account: pick.account() });

const WHAT_IS_THERE = 'SELECT count(*)::int AS payments, sum(id)::text AS ids FROM payments';

/** What the writer waits for. */
export const recordPayment = defineBench({
  store: 'postgres',
  description: 'Record a payment, and see to it that others are told',
  writes: true,
  ask,
  answer: insertWithOutbox,
  leaves: WHAT_IS_THERE,
});

const MOST_LOOKS = 20_000;
/** Asks a millisecond after each answer until there is one; `what` is told where there never is. */
export async function until<T>(what: string, found: () => Promise<T | null>): Promise<T> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const answer = await found();
    if (answer !== null) return answer;
    await pause(1);
  }
  throw new Error(`${what} was not seen in ${MOST_LOOKS} looks: does the relay still run?`);
}

type Found = (lane: Postgres, id: number) => Promise<number | null>;
const accountOf = (found: Readonly<Record<string, unknown>> | undefined) =>
  found === undefined ? null : Number(found['account']);

const inRedis: Found = async (lane, id) => {
  const account = await lane.in('redis').get(`payment:${id}`);
  return account === null ? null : Number(account);
};
const inMongo: Found = async (lane, id) => {
  const [found] = await lane.in('mongodb').run({ find: 'payments', filter: { _id: id } });
  return accountOf(found);
};
const inNeo4j: Found = async (lane, id) => {
  const graph = lane.in('neo4j');
  const [found] = await graph.cypher(`MATCH (p:${graph.label('Payment')} {id: $id}) RETURN p.account AS account`, { id });
  return accountOf(found);
};

const visibleIn = (where: string, stores: readonly Found[]) =>
  defineBench({
    store: 'postgres',
    description: `Record a payment and wait until ${where}`,
    writes: true,
    ask,
    answer: async (payment, lane) => {
      const { sql, params } = insertWithOutbox(payment);
      await lane.sql(sql, params);
      const accounts: number[] = [];
      for (const found of stores) accounts.push(await until(`payment ${payment.id}`, () => found(lane, payment.id)));
      return accounts;
    },
    leaves: WHAT_IS_THERE,
  });

export const visibleInRedis = visibleIn('Redis shows it', [inRedis]);
export const visibleEverywhere = visibleIn('Redis, MongoDB and Neo4j show it', [inRedis, inMongo, inNeo4j]);
