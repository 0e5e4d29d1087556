/** The data set that stays on a MongoDB: a database of its own, with the manifest as a document. */
import { z } from 'zod';
import { structureOf } from './mongodb-lane.ts';
import { type MongoSession, openMongo } from './mongodb-session.ts';
import { DATA } from './names.ts';
import type { Address, DataPlace } from './store.ts';

const MANIFEST = 'manifest';
const note = z.array(z.looseObject({ text: z.string() }));
const named = z.array(z.looseObject({ name: z.string() }));

export async function data(address: Address): Promise<DataPlace> {
  const target = { ...address, database: DATA };
  const within = async <T>(work: (session: MongoSession) => Promise<T>): Promise<T> => {
    await using session = await openMongo(target);
    return await work(session);
  };
  return {
    name: `database ${DATA}`,
    target: () => Promise.resolve(target),
    manifest: () => within(async (session) => note.parse(await session.run({ find: MANIFEST, limit: 1 }))[0]?.text ?? null),
    look: () =>
      within(async (session) => {
        const lines = (await structureOf(session)).filter((line) => !/^(collection|index) manifest\b/.test(line));
        for (const { name } of named.parse(await session.run({ listCollections: 1, nameOnly: true }))) {
          if (name !== MANIFEST) lines.push(`${name}: ${(await session.reply({ count: name }))['n']} documents`);
        }
        return lines.sort();
      }),
    clear: () => within(async (session) => void (await session.reply({ dropDatabase: 1 }))),
    writeManifest: (text) =>
      within(async (session) => void (await session.reply({ insert: MANIFEST, documents: [{ _id: MANIFEST, text }] }))),
  };
}
