import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

/** Long past and far off: what expires is due at once, what is kept never is, whatever the day of the run. */
const DUE = new Date('2020-01-01T00:00:00Z');
const KEPT = new Date('2120-01-01T00:00:00Z');
const EXPIRED = 1_000;
const POLL_MS = 20;
/** Beyond two turns of the server's clock, which comes round every 60 s. */
const MOST_MS = 150_000;

const collection = 'expiring';
/** `expireAfterSeconds: 0`: a document is due when its own date has come. */
export const byTtl = [
  { createIndexes: collection, indexes: [{ key: { expiresAt: 1 }, name: 'by_expiry', expireAfterSeconds: 0 }] },
];
export const byOwnJob = [{ createIndexes: collection, indexes: [{ key: { expiresAt: 1 }, name: 'by_expiry' }] }];

async function left(lane: Lane<'mongodb'>): Promise<number> {
  const [reply] = await lane.run({ count: collection, query: { expiresAt: DUE } });
  return Number(reply?.['n'] ?? Number.NaN);
}

/** Asked again and again, as whoever waits for it would: what is due can be read, and is, until it is deleted. */
async function untilGone(lane: Lane<'mongodb'>): Promise<{ readonly inserted: number; readonly left: number }> {
  for (let waitedMs = 0; waitedMs < MOST_MS; waitedMs += POLL_MS) {
    if ((await left(lane)) === 0) return { inserted: EXPIRED, left: 0 };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${await left(lane)} of ${EXPIRED} documents that are due were still there after ${MOST_MS / 1e3} s`);
}

/** The collection `expiring` and its index are the variant's to make. */
export const dueUntilGone = defineBench({
  store: 'mongodb',
  description: `${EXPIRED} documents that are due already: from their insertion until the last of them is gone`,
  shape: { kind: 'task' },
  writes: true,
  ask: () => Array.from({ length: EXPIRED }, (_, i) => ({ _id: i, expiresAt: DUE, text: `session ${i}` })),
  answer: async (documents, lane) => {
    await lane.run({ insert: collection, documents });
    return await untilGone(lane);
  },
  leaves: { count: collection },
});

/** One command of the application, sent as soon as it knows. */
export const deletedByOwnJob: AnswerTo<typeof dueUntilGone> = async (documents, lane) => {
  await lane.run({ insert: collection, documents });
  await lane.run({ delete: collection, deletes: [{ q: { expiresAt: { $lte: DUE } }, limit: 0 }] });
  return await untilGone(lane);
};

export const insertExpiring = defineBench({
  store: 'mongodb',
  description: 'Insert one document that expires in a hundred years',
  writes: true,
  ask: (pick) => ({ _id: pick.ordinal, expiresAt: KEPT, text: `session ${pick.ordinal} of ${pick.user()}` }),
  answer: (document) => ({ insert: collection, documents: [document] }),
  same: () => 'done',
  leaves: { count: collection },
});
