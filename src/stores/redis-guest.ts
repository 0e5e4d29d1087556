/** Redis as a server that may have been there before: whether it answers, what stands on it, and how what is ours is taken away. */
import { answered } from './deadline.ts';
import { MARKER_TEXT, OURS } from './names.ts';
import { keysByDatabase } from './redis-facts.ts';
import { LANE_NOTES, releaseDatabase } from './redis-lane.ts';
import { openRedis } from './redis-session.ts';
import { amount, standing } from './standing.ts';
import type { Address, Guest, Store } from './store.ts';

const MARKER_KEY = `${OURS}:marker`;

export const ping: Store['ping'] = (address, { timeoutMs }) =>
  answered('redis', address, {
    timeoutMs,
    async ask() {
      await using session = await openRedis(address, { connectTimeoutMs: timeoutMs });
      await session.run(['PING']);
    },
  });

/** Database 0, where the marker and the notes of lanes are. */
const openFirst = (address: Address) => openRedis({ ...address, database: '0' });

/** Every database that a note names is a lane's: it was empty when the note was written. */
export async function reset(address: Address): Promise<void> {
  await using session = await openFirst(address);
  const lanes = await session.run(['HKEYS', LANE_NOTES]);
  for (const database of Array.isArray(lanes) ? lanes : []) await releaseDatabase({ ...address, database: String(database) });
}

export const guest: Guest = {
  async inspect(address) {
    await using session = await openFirst(address);
    const marked = (await session.run(['EXISTS', MARKER_KEY])) === 1;
    const found = [...(await keysByDatabase(session))].flatMap(([database, keys]) => {
      const others = marked && database === 0 ? keys - 1 : keys;
      return others === 0 ? [] : [`database ${database}: ${amount(others, 'key')}`];
    });
    return standing(marked, found);
  },
  async mark(address) {
    await using session = await openFirst(address);
    await session.run(['SET', MARKER_KEY, MARKER_TEXT]);
  },
  async unmark(address) {
    await using session = await openFirst(address);
    await session.run(['DEL', MARKER_KEY]);
  },
};
