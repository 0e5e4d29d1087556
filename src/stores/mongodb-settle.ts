/** MongoDB before a comparison: no plan kept from other questions, everything written, every collection read once. */
import { type MongoSession, openMongo } from './mongodb-session.ts';
import { steps } from './settle.ts';
import type { Address, SettleStep } from './store.ts';

export const settle = (session: MongoSession, address: Address): Promise<readonly SettleStep[]> =>
  steps({
    planCacheClear: async () => {
      const names = await collectionsOf(session);
      for (const name of names) await session.reply({ planCacheClear: name });
      return `${names.length} collections have no plan`;
    },
    fsync: async () => {
      await using admin = await openMongo({ ...address, database: 'admin' });
      await admin.reply({ fsync: 1 });
      return 'written';
    },
    'read every collection': async () => {
      let documents = 0;
      for (const name of await collectionsOf(session)) {
        const [found] = await session.run({ aggregate: name, pipeline: [{ $count: 'documents' }], cursor: {} });
        documents += Number(found?.['documents'] ?? 0);
      }
      return `${documents} documents`;
    },
  });

const collectionsOf = async (session: MongoSession): Promise<readonly string[]> =>
  (await session.run({ listCollections: 1, nameOnly: true }))
    .map(({ name }) => String(name))
    .filter((name) => !name.startsWith('system.'));
