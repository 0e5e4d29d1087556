/** A MongoDB lane: a database of its own, loaded from the data set, told by its structure, dropped whole. */
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { connect } from './mongodb-connection.ts';
import { identityOf } from './mongodb-facts.ts';
import { type MongoSession, openMongo } from './mongodb-session.ts';
import { settlerOf } from './mongodb-settle.ts';
import { written } from './mongodb-text.ts';
import { LANE_PREFIX } from './names.ts';
import type { Address, LaneHandle, LaneRequest, LaneServices } from './store.ts';

/** The conversations, and their messages, stand for the table `sessions`: `copies: ['sessions']` gives a lane both collections. */
export const MONGODB_TABLES = ['sessions'] as const;
/** Leaves room for the prefix within MongoDB's 63 bytes. */
const LANE_NAME = /^[a-z0-9][a-z0-9_]{0,49}$/;

/** Makes the lane and loads it. When anything fails, nothing of it stays. */
export async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'mongodb'>> {
  if (!LANE_NAME.test(request.name)) throw new RangeError(`"${request.name}" cannot name a MongoDB lane: ${LANE_NAME}`);
  const server = await services.server('mongodb', { settings: request.servers['mongodb'] ?? {} });
  const address: Address = { ...server, database: `${LANE_PREFIX}${request.name}`, counts: request.counts };
  const session = await openMongo(address);
  try {
    await refuseCollections(session, address);
    return await load(session, request, { address, services });
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function load(
  session: MongoSession,
  request: LaneRequest,
  { address, services }: { readonly address: Address; readonly services: LaneServices },
): Promise<LaneHandle<'mongodb'>> {
  try {
    const tables = MONGODB_TABLES.filter((table) => request.tables.includes(table));
    if (tables.length > 0) await services.seed(address, request.counts, tables);
    const owner = await connect(address, { client: {}, clients: 1 });
    return {
      name: request.name,
      address,
      owner,
      describe: () => structureOf(session),
      size: () => bytesOf(session),
      settle: settlerOf(session, address),
      async drop() {
        try {
          await session.reply({ dropDatabase: 1 });
        } finally {
          await session[Symbol.asyncDispose]();
          await owner.close();
        }
      },
    };
  } catch (error) {
    await session.reply({ dropDatabase: 1 }).catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

/** A lane ends with dropDatabase, so it must not begin in a database that holds somebody's documents. */
async function refuseCollections(session: MongoSession, { host, port, database }: Address): Promise<void> {
  const collections = await session.run({ listCollections: 1, nameOnly: true });
  if (collections.length === 0) return;
  throw new ServerError(
    `the database ${database} on ${host}:${port} holds ${collections.length} collections already, so it is not used for a lane`,
    {
      hint: 'drop it if a broken run left it there; nothing was changed',
    },
  );
}

const collectionSchema = z.looseObject({
  name: z.string(),
  type: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
});
const indexSchema = z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) });
/** Not told: the format of an index, and in which collection it stands, which the line says already. */
const SILENT = ['v', 'ns', 'name', 'key', 'background'];

/** Collections with their options (validators among them), views with their pipelines, indexes with keys in order and options. */
export async function structureOf(session: MongoSession): Promise<readonly string[]> {
  const found = z.array(collectionSchema).parse(await session.run({ listCollections: 1 }));
  const collections = found.filter(({ name }) => !name.startsWith('system.'));
  const lines: string[] = [];
  for (const { name, type = 'collection', options = {} } of collections) {
    lines.push(`${type} ${name}${sorted(options, [])}`);
    if (type === 'view') continue;
    for (const index of z.array(indexSchema).parse(await session.run({ listIndexes: name }))) {
      lines.push(`index ${name}.${index.name}: ${written(index.key)}${sorted(index, SILENT)}`);
    }
  }
  return lines.sort();
}

/** Options in the order of their names: the server is free in it. */
function sorted(options: Readonly<Record<string, unknown>>, without: readonly string[]): string {
  const told = Object.entries(options).filter(([name]) => !without.includes(name));
  const text = written(Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1))));
  return text === '{}' ? '' : ` ${text}`;
}

const stats = z.looseObject({ totalSize: z.number(), dataSize: z.number() });

/**
 * Documents and indexes as MongoDB's files hold them, compressed. SecantusDB knows nothing of its files: it adds up documents, which is
 * exact, and keys, which is no size of an index; so there it is the documents alone, and its facts say so.
 */
async function bytesOf(session: MongoSession): Promise<number> {
  const { totalSize, dataSize } = stats.parse(await session.reply({ dbStats: 1 }));
  return (await identityOf(session)).standsInFor === null ? totalSize : dataSize;
}
