/** How a MongoDB lane is settled: no cached plan of before, everything on disk, documents and indexes read once. */
import { z } from 'zod';
import { isRefusal } from './mongodb-facts.ts';
import { type Document, type MongoSession, openMongo } from './mongodb-session.ts';
import { written } from './mongodb-text.ts';
import { leftOut, step, stepsOf } from './settle.ts';
import { amount } from './standing.ts';
import type { Address, SettleStep } from './store.ts';

const named = z.array(z.looseObject({ name: z.string(), type: z.string().optional() }));
const counted = z.array(z.looseObject({ n: z.number() }));
/** A scan that takes longer is left: the rest is read when it is asked for. */
const SCAN_MS = 20_000;

/** To be called before each comparison. What was read once stays in the cache, whoever wrote to it since; only the first call scans. */
export function settlerOf(session: MongoSession, address: Address): () => Promise<readonly SettleStep[]> {
  let scanned = false;
  return () =>
    stepsOf(async () => {
      const found = named.parse(await session.run({ listCollections: 1, nameOnly: true }));
      const names = found.filter(({ name, type }) => type !== 'view' && !name.startsWith('system.')).map(({ name }) => name);
      const collections = names.sort();
      const steps = [await clearPlans(session, collections), await flush(address)];
      const read = await step('scan of collections and indexes', async () =>
        scanned ? `done before; now ${await countAll(session, collections)}` : scanAll(session, collections),
      );
      scanned = true;
      return [...steps, read];
    });
}

/** A stand-in may lack the command, and then caches no plan that we know of. */
function clearPlans(session: MongoSession, collections: readonly string[]): Promise<SettleStep> {
  return step('planCacheClear', async () => {
    const left: string[] = [];
    try {
      for (const name of collections) {
        await session.reply({ planCacheClear: name });
        const plans = await session.run({ aggregate: name, pipeline: [{ $planCacheStats: {} }] });
        left.push(`${name}: ${amount(plans.length, 'cached plan')}`);
      }
    } catch (error) {
      if (isRefusal(error)) return 'not done: the server has no such command, or this user may not give it';
      throw error;
    }
    return left.join(', ');
  });
}

async function flush(address: Address): Promise<SettleStep> {
  if (address.attached) return leftOut('fsync', 'it is the whole server’s');
  return await step('fsync', async () => {
    await using admin = await openMongo({ ...address, database: 'admin' });
    return `answered ${written(await admin.reply({ fsync: 1 }))}`;
  });
}

const scan = (name: string, hint: Document | string): Document => ({
  aggregate: name,
  pipeline: [{ $group: { _id: null, n: { $sum: 1 } } }],
  hint,
  maxTimeMS: SCAN_MS,
});

async function scanAll(session: MongoSession, collections: readonly string[]): Promise<string> {
  const told: string[] = [];
  for (const name of collections) {
    const documents = await scanned(session, scan(name, { $natural: 1 }));
    const indexes: string[] = [];
    for (const { name: index } of named.parse(await session.run({ listIndexes: name }))) {
      const keys = await scanned(session, scan(name, index)).catch(() => null);
      // A text index, say, answers no such question.
      indexes.push(keys === null ? `${index} not scanned` : `${keys.toLocaleString('en')} by ${index}`);
    }
    told.push(`${name}: ${amount(documents, 'document')}, ${indexes.join(', ')}`);
  }
  return told.join('; ');
}

const scanned = async (session: MongoSession, command: Document): Promise<number> =>
  counted.parse(await session.run(command))[0]?.n ?? 0;

async function countAll(session: MongoSession, collections: readonly string[]): Promise<string> {
  const told: string[] = [];
  for (const name of collections) {
    const { n } = z.looseObject({ n: z.number() }).parse(await session.reply({ count: name }));
    told.push(`${name}: ${amount(n, 'document')}`);
  }
  return told.join('; ');
}
