/** Kafka as a broker that may have been there before: whether it answers, what stands on it, and how what is ours is taken away. */
import { answered } from './deadline.ts';
import { probeKafka } from './kafka-probe.ts';
import { openKafka } from './kafka-session.ts';
import { OURS } from './names.ts';
import { amount, standing } from './standing.ts';
import type { Guest, Store } from './store.ts';

const OUR_PREFIX = `${OURS}.`;
const MARKER_TOPIC = `${OUR_PREFIX}marker`;
/** Kafka's own: offsets of groups, transactions. */
const isInternal = (name: string): boolean => name.startsWith('__');

export const ping: Store['ping'] = (address, { timeoutMs }) =>
  answered('kafka', address, { timeoutMs, ask: () => probeKafka(address, timeoutMs) });

export const reset: Store['reset'] = async (address) => {
  await using session = await openKafka(address);
  // The groups go first: their offsets would outlive the topics.
  await session.deleteGroups(OUR_PREFIX);
  const topics = (await session.topics(OUR_PREFIX)).map(({ name }) => name);
  await session.deleteTopics(topics.filter((name) => name !== MARKER_TOPIC));
};

export const guest: Guest = {
  async inspect(address) {
    await using session = await openKafka(address);
    const topics = (await session.topics('')).filter(({ name }) => !isInternal(name));
    const lines: string[] = [];
    for (const { name, partitions } of topics.filter((topic) => topic.name !== MARKER_TOPIC))
      lines.push(`topic ${name}: ${amount(partitions, 'partition')}, ${amount(await session.count(name), 'message')}`);
    return standing(
      topics.some(({ name }) => name === MARKER_TOPIC),
      lines,
    );
  },
  async mark(address) {
    await using session = await openKafka(address);
    if ((await session.topics(MARKER_TOPIC)).some(({ name }) => name === MARKER_TOPIC)) return;
    await session.createTopic({ name: MARKER_TOPIC, partitions: 1 });
  },
  async unmark(address) {
    await using session = await openKafka(address);
    const topics = (await session.topics(MARKER_TOPIC)).map(({ name }) => name);
    await session.deleteTopics(topics.filter((name) => name === MARKER_TOPIC));
  },
};
