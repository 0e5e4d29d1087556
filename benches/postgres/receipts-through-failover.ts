import { defineBench, type Pick } from '../../src/define.ts';

/** A row of its own for each call, so that acknowledged writes that are gone afterwards can be counted. */
export const RECEIPTS = 'CREATE TABLE receipts (id bigint PRIMARY KEY, account_id bigint NOT NULL, amount int NOT NULL)';
/** The replica that commits can wait for, and that becomes the primary. */
const SUCCESSOR = 'replica-sync';

const ask = (pick: Pick) => ({ id: pick.ordinal, account: pick.account(), amount: pick.between(1, 9_999) });
const answer = ({ id, account, amount }: ReturnType<typeof ask>) => ({
  sql: 'INSERT INTO receipts (id, account_id, amount) VALUES ($1, $2, $3)',
  params: [id, account, amount],
});

/** Promoted at once: how long it takes to be sure that a primary is gone depends on who watches it, and comes on top. */
export const receiptsThroughFailover = defineBench({
  store: 'postgres',
  description: 'Write 500 receipts a second while the primary is killed and a replica takes over',
  writes: true,
  client: { target: 'primary' },
  shape: {
    ...{ kind: 'drill', load: { perSecond: 500 }, beforeS: 2, afterS: 6 },
    event: { kill: 'primary', afterwards: async (lane) => (await lane.at(SUCCESSOR)).promote() },
    survivors: async (lane) => (await lane.sql('SELECT id FROM receipts')).map(({ id }) => Number(id)),
  },
  ask,
  answer,
});

export const receiptUndisturbed = defineBench({
  store: 'postgres',
  description: 'Write one receipt while nothing happens',
  writes: true,
  ask,
  answer,
  leaves: 'SELECT count(*), sum(id), sum(amount) FROM receipts',
});
