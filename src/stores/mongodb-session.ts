/** One client of a MongoDB database as the project uses it: commands whose every failure is told, and cursors drained within bounds. */
import { type Db, MongoClient } from 'mongodb';
import { z } from 'zod';
import { messageOf, ServerError } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { parted } from './deadline.ts';
import { refusal } from './refusal.ts';
import type { Address } from './store.ts';

export type Document = Readonly<Record<string, unknown>>;
type Endpoint = Pick<Address, 'host' | 'port' | 'user' | 'password' | 'database' | 'tls'>;

export interface MongoSession extends AsyncDisposable {
  readonly database: string;
  /** The documents of a cursor, or the reply. */
  run(command: Document): Promise<readonly Document[]>;
  /** The reply of a command that opens no cursor. */
  reply(command: Document): Promise<Document>;
  /** Gives a cursor's documents batch by batch. */
  each(command: Document, take: (document: Document) => void): Promise<void>;
}

export interface MongoOptions {
  readonly connections?: number;
  /** How long a connection, and a server that may be chosen, is waited for. */
  readonly connectTimeoutMs?: number;
  /** How long an answer is waited for. */
  readonly answerTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Outlasts an index over the full data set. */
const ANSWER_TIMEOUT_MS = 120_000;
/** More than any answer that a bench should ask for, and less than would fill the memory. */
const MOST_DOCUMENTS = 2_000_000;
const CURSOR_COMMANDS = new Set(['find', 'aggregate', 'listCollections', 'listIndexes']);

/** Connects, and only then resolves: every connection of the pool has answered a ping. */
export async function openMongo(address: Endpoint, options: MongoOptions = {}): Promise<MongoSession> {
  const { connections = 1, connectTimeoutMs = CONNECT_TIMEOUT_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const { user, password, tls = false } = address;
  const endpoint = hostPort(address);
  const client = new MongoClient(`mongodb://${endpoint}/`, {
    tls,
    ...(user === '' ? {} : { auth: { username: user, password } }),
    appName: 'mhbench',
    directConnection: true,
    minPoolSize: connections,
    maxPoolSize: connections,
    connectTimeoutMS: connectTimeoutMs,
    serverSelectionTimeoutMS: connectTimeoutMs,
    waitQueueTimeoutMS: answerTimeoutMs,
    socketTimeoutMS: answerTimeoutMs,
    // One that is tried again hides a failed call, and counts two calls as one.
    retryReads: false,
    retryWrites: false,
    // The server is asked how it is now and then, and does not talk of itself while calls are timed.
    serverMonitoringMode: 'poll',
  });
  try {
    const db = client.db(address.database);
    await Promise.all(Array.from({ length: connections }, () => db.command({ ping: 1 })));
    return sessionOf(client, db, endpoint);
  } catch (error) {
    await parted(client.close(), () => undefined);
    throw refusal('mongodb', address, error);
  }
}

function sessionOf(client: MongoClient, db: Db, endpoint: string): MongoSession {
  const named = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw told(error, endpoint);
    }
  };
  const reply = (command: Document): Promise<Document> => named(replyOf(db, command));
  return {
    database: db.databaseName,
    reply,
    each: (command, take) => named(drain(db, command, take)),
    async run(command) {
      if (!CURSOR_COMMANDS.has(nameOf(command))) return [await reply(command)];
      const documents: Document[] = [];
      await named(drain(db, command, (document) => void documents.push(document)));
      return documents;
    },
    [Symbol.asyncDispose]: () => parted(client.close(), () => undefined),
  };
}

/** The command's name is its first key. */
export const nameOf = (command: Document): string => Object.keys(command)[0] ?? '';

/** An aggregate must say that it wants a cursor; that is added, so that a pipeline reads as one types it. */
export const complete = (command: Document): Document =>
  'aggregate' in command && !('cursor' in command) ? { ...command, cursor: {} } : { ...command };

/** Batch after batch; one that never ends is ended here. */
async function drain(db: Db, command: Document, take: (document: Document) => void): Promise<void> {
  const cursor = db.runCursorCommand(complete(command));
  let left = MOST_DOCUMENTS;
  try {
    while (await cursor.hasNext()) {
      const batch: readonly Document[] = cursor.readBufferedDocuments();
      left -= batch.length;
      if (left < 0)
        throw new ServerError(`${nameOf(command)} gives more than ${MOST_DOCUMENTS} documents, which no bench should ask for`);
      batch.forEach(take);
    }
  } finally {
    await cursor.close();
  }
}

/** A write resolves even when its documents were refused: the reply carries their errors. */
const refusals = z.looseObject({
  writeErrors: z.array(z.looseObject({ errmsg: z.string().optional() })).optional(),
  writeConcernError: z.looseObject({ errmsg: z.string().optional() }).optional(),
});
/** Clocks and elections: they differ between two servers, and between two calls. */
const OF_THE_MOMENT = ['ok', '$clusterTime', 'operationTime', 'opTime', 'electionId'];

async function replyOf(db: Db, command: Document): Promise<Document> {
  const reply: Document = await db.command({ ...command });
  const { writeErrors = [], writeConcernError } = refusals.parse(reply);
  const first = writeErrors[0] ?? writeConcernError;
  if (first !== undefined) {
    throw new ServerError(
      `mongodb refused ${Math.max(1, writeErrors.length)} of a command's writes; the first: ${first.errmsg ?? 'no reason given'}`,
    );
  }
  return Object.fromEntries(Object.entries(reply).filter(([key]) => !OF_THE_MOMENT.includes(key)));
}

/** The driver names the endpoint in some of its messages only; a password is in none. */
function told(error: unknown, endpoint: string): ServerError {
  if (error instanceof ServerError) return error;
  return new ServerError(`mongodb on ${endpoint}: ${messageOf(error)}`, { cause: error });
}
