/** Loads conversations into MongoDB: `chatbot_sessions`, and `messages` with one document a message. Read back whole. */
import { createHash, type Hash } from 'node:crypto';
import type { TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import { type Document, type MongoSession, openMongo } from '../src/stores/mongodb-session.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import { type Conversations, conversations } from './conversations.ts';
import type { Dataset } from './domain.ts';

const BATCH = 1000;
const READ_BATCH = 5000;

interface Collection {
  readonly name: string;
  /** The documents in the order of their ids. */
  readonly documents: () => Iterable<Document>;
  /** The same in the order in which they came to be: messages of one conversation do not lie side by side. */
  readonly arriving: () => Iterable<Document>;
}

/** Loads both collections when `sessions` is among the tables; nothing else has a form here. */
export async function seed(
  target: Address,
  data: Dataset,
  tables: readonly TableName[],
  signal?: AbortSignal,
): Promise<LoadReport> {
  const started = performance.now();
  const talks = conversations(data);
  await using session = await openMongo(target);
  const loaded: LoadReport['tables'][number][] = [];
  if (tables.includes('sessions'))
    for (const each of collectionsOf(talks)) loaded.push(await load(session, { data, signal }, each));
  const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
  return { tables: loaded, rows, seconds: (performance.now() - started) / 1000 };
}

const collectionsOf = (talks: Conversations): readonly Collection[] => [
  { name: 'chatbot_sessions', documents: () => sessions(talks), arriving: () => sessions(talks) },
  { name: 'messages', documents: () => messages(talks), arriving: () => byMoment(talks) },
];

function* sessions(talks: Conversations): Iterable<Document> {
  for (let id = 1; id <= talks.count; id += 1) yield { ...talks.session(id) };
}

function* messages(talks: Conversations): Iterable<Document> {
  for (let id = 1; id <= talks.count; id += 1) for (let n = 1; n <= talks.length(id); n += 1) yield { ...talks.message(id, n) };
}

/** Only moments and numbers are held, not texts. */
function* byMoment(talks: Conversations): Iterable<Document> {
  const all: { readonly at: number; readonly id: number; readonly n: number }[] = [];
  for (let id = 1; id <= talks.count; id += 1) {
    for (let n = 1; n <= talks.length(id); n += 1) all.push({ at: talks.message(id, n).created_at.getTime(), id, n });
  }
  all.sort((a, b) => a.at - b.at || a.id - b.id || a.n - b.n);
  for (const { id, n } of all) yield { ...talks.message(id, n) };
}

async function load(
  session: MongoSession,
  { data, signal }: { readonly data: Dataset; readonly signal: AbortSignal | undefined },
  collection: Collection,
): Promise<LoadReport['tables'][number]> {
  const { name } = collection;
  await insert(session, collection, signal);
  const wanted = { rows: 0, hash: createHash('sha256') };
  for (const document of collection.documents()) add(wanted, document);
  const rows = Number((await session.reply({ count: name }))['n']);
  if (rows !== wanted.rows) throw unlike(data, `${wanted.rows} documents of ${name}`, String(rows));
  const found = { rows: 0, hash: createHash('sha256') };
  await session.each({ find: name, sort: { _id: 1 }, batchSize: READ_BATCH }, (document) => {
    signal?.throwIfAborted();
    add(found, document);
  });
  const [digest, expected] = [found.hash.digest('hex'), wanted.hash.digest('hex')];
  if (digest !== expected) throw unlike(data, `${name} with SHA-256 ${expected}`, digest);
  return { table: name, rows, digest, bytes: await bytesOf(session, name) };
}

/** Unordered: the server need not end at the first that it refuses, and every refusal is told all the same. */
async function insert(session: MongoSession, { name, arriving }: Collection, signal: AbortSignal | undefined): Promise<void> {
  let documents: Document[] = [];
  const send = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (documents.length > 0) await session.reply({ insert: name, documents, ordered: false });
    documents = [];
  };
  for (const document of arriving()) {
    documents.push(document);
    if (documents.length === BATCH) await send();
  }
  await send();
}

function add(to: { rows: number; readonly hash: Hash }, document: Document): void {
  to.rows += 1;
  to.hash.update(JSON.stringify(document));
}

/** Of the documents, uncompressed: every server of this protocol tells it alike. */
const bytesOf = async (session: MongoSession, name: string): Promise<number> =>
  Number((await session.reply({ collStats: name }))['size']);

const unlike = (data: Dataset, expected: string, found: string): ServerError =>
  new ServerError(`mongodb holds other documents than were loaded (seed ${data.seed}): expected ${expected}, found ${found}`, {
    hint: 'the database must be empty before a load',
  });
