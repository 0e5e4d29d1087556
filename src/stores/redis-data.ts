/** The data set that stays on a Redis: a logical database of its own, noted before it is used, with the manifest as a key. */
import { z } from 'zod';
import { OURS } from './names.ts';
import { claimDatabase } from './redis-lane.ts';
import { openRedis, type RedisSession } from './redis-session.ts';
import type { Address, DataPlace } from './store.ts';

/** A hash of database 0: the number of the database that holds the data set. Apart from the lanes' notes, which a reset takes away. */
const DATA_NOTES = `${OURS}:data`;
const MANIFEST = `${OURS}:manifest`;

export async function data(address: Address): Promise<DataPlace> {
  let database = await noted(address);
  const within = async <T>(otherwise: T, work: (session: RedisSession) => Promise<T>): Promise<T> => {
    if (database === null) return otherwise;
    await using session = await openRedis({ ...address, database });
    return await work(session);
  };
  return {
    get name() {
      return `database ${database ?? 'of its own'}`;
    },
    manifest: () => within<string | null>(null, async (session) => text.parse(await session.run(['GET', MANIFEST]))),
    look: () =>
      within<readonly string[]>([], async (session) => {
        const keys = Number(await session.run(['DBSIZE'])) - Number(await session.run(['EXISTS', MANIFEST]));
        return [`${keys} keys`];
      }),
    async clear() {
      await within(undefined, async (session) => void (await session.run(['FLUSHDB', 'SYNC'])));
      await using notes = await openRedis({ ...address, database: '0' });
      await notes.run(['DEL', DATA_NOTES]);
      database = null;
    },
    async target() {
      database ??= await claimDatabase(address, 'the data set', DATA_NOTES);
      return { ...address, database };
    },
    writeManifest: (manifest) => within(undefined, async (session) => void (await session.run(['SET', MANIFEST, manifest]))),
  };
}

const text = z.string().nullable();

async function noted(address: Address): Promise<string | null> {
  await using notes = await openRedis({ ...address, database: '0' });
  return z.array(z.string()).parse(await notes.run(['HKEYS', DATA_NOTES]))[0] ?? null;
}
