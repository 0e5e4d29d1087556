/** The data set that stays on a broker: topics under a prefix that no lane has, and the manifest as the one message of a topic beside them. */
import { empty, structureOf } from './kafka-lane.ts';
import { type KafkaSession, openKafka } from './kafka-session.ts';
import { topicOf } from './kafka-topics.ts';
import { OURS } from './names.ts';
import type { Address, DataPlace } from './store.ts';

/** A lane's is `mhbench.` and its name: all of these are dropped by a reset. */
const SCHEMA = `${OURS}-data`;
const PREFIX = topicOf({ schema: SCHEMA }, '');
const MANIFEST = `${PREFIX}manifest`;
const ACKNOWLEDGED_BY_ALL = -1;

export async function data(address: Address): Promise<DataPlace> {
  const within = async <T>(work: (session: KafkaSession) => Promise<T>): Promise<T> => {
    await using session = await openKafka(address);
    return await work(session);
  };
  return {
    name: `topics ${PREFIX}…`,
    manifest: () => within(readManifest),
    look: () =>
      within(async (session) => {
        const lines = (await structureOf(session, PREFIX)).filter((line) => !line.startsWith('topic manifest '));
        const topics = (await session.topics(PREFIX)).filter(({ name }) => name !== MANIFEST);
        for (const { name } of topics) lines.push(`${name.slice(PREFIX.length)}: ${await session.count(name)} messages`);
        return lines.sort();
      }),
    clear: () => within((session) => empty(session, PREFIX)),
    async target() {
      await within((session) => session.readyForGroups(`${PREFIX}ready`));
      return { ...address, schema: SCHEMA };
    },
    writeManifest: (text) =>
      within(async (session) => {
        await session.createTopic({ name: MANIFEST, partitions: 1 });
        await session.send(MANIFEST, [{ key: 'manifest', value: text }], ACKNOWLEDGED_BY_ALL);
      }),
  };
}

async function readManifest(session: KafkaSession): Promise<string | null> {
  const stands = (await session.topics(MANIFEST)).some(({ name }) => name === MANIFEST);
  if (!stands || (await session.count(MANIFEST)) !== 1) return null;
  const found: string[] = [];
  await session.readyForGroups(`${PREFIX}ready`);
  await session.consume(MANIFEST, { count: 1, concurrently: 1, handle: ({ value }) => void found.push(value) });
  return found[0] ?? null;
}
