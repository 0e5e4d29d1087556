/** Topologies for tests: each started once, proven gone at the end, and asked by real clients that know of several servers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import kafkajs from 'kafkajs';
import { localProvisioner } from '../provision/local.ts';
import { startTimeOf } from '../provision/pids.ts';
import { placeFor } from '../provision/place.ts';
import type { Endpoint, RunningTopology, TopologyName } from '../provision/provisioner.ts';
import { runnerForServers } from '../provision/user.ts';
import { probes } from './probes.ts';

const benchDir = path.resolve(import.meta.dirname, '..', '..', '.bench');

export interface TestTopology extends AsyncDisposable {
  readonly topology: RunningTopology;
  readonly endpoint: (member: string) => Endpoint;
  /** Stops it; resolves with the processes and folders that are left of it. */
  stopped(): Promise<readonly string[]>;
  /** Members whose arguments or logs hold the password. */
  telling(): Promise<readonly string[]>;
}

export async function startedTopology(name: TopologyName): Promise<TestTopology> {
  const logDir = await mkdtemp(path.join(tmpdir(), 'mhbench-test-logs-'));
  const { signal } = new AbortController();
  const note = (): void => undefined;
  const provisioner = await localProvisioner({ benchDir, runId: 'test', logDir, probes, signal, note });
  const folders = (): readonly string[] => {
    const { data } = placeFor(benchDir, runnerForServers());
    return existsSync(data) ? readdirSync(data).filter((each) => each.startsWith(`${name}.`)) : [];
  };
  const before = folders();
  const topology = await provisioner.topology(name, signal);
  const members = [...topology.members.values()];
  return {
    topology,
    endpoint: (member) => topology.member(member).endpoint,
    stopped: async () => {
      await topology.stop();
      const running = members.filter(({ pid }) => startTimeOf(pid) !== null).map((member) => `${member.name} ${member.pid}`);
      return [...running, ...folders().filter((each) => !before.includes(each))];
    },
    telling: async () => {
      const told: string[] = [];
      for (const member of members) {
        const text = readFileSync(`/proc/${member.pid}/cmdline`, 'utf8') + (await member.logTail(10_000)).join('\n');
        if (text.includes(member.endpoint.password)) told.push(member.name);
      }
      return told;
    },
    async [Symbol.asyncDispose]() {
      await provisioner[Symbol.asyncDispose]();
      await rm(logDir, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is the one that is awaited, for at most 20 s; resolves with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, awaited: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (awaited(answer) || tries > 200) return answer;
    await pause(100);
  }
}

const clientOf = ({ host, port, password }: Endpoint): Redis => {
  const client = new Redis({ host, port, password, lazyConnect: true, retryStrategy: () => null, disconnectTimeout: 100 });
  client.on('error', () => undefined);
  return client;
};

/** Sends one command to one server; a refusal is its answer. */
export async function replyOf(endpoint: Endpoint, ...[name, ...args]: readonly [string, ...string[]]): Promise<unknown> {
  const client = clientOf(endpoint);
  try {
    await client.connect();
    return await client.call(name, ...args).catch((error: unknown) => String(error));
  } finally {
    client.disconnect();
  }
}

/** Sends one command to whichever server the sentinels name. */
export async function replyThrough(
  sentinels: readonly Endpoint[],
  ...[name, ...args]: readonly [string, ...string[]]
): Promise<unknown> {
  const password = sentinels[0]?.password ?? '';
  const where = sentinels.map(({ host, port }) => ({ host, port }));
  const client = new Redis({ sentinels: where, name: 'mhbench', password, sentinelPassword: password, lazyConnect: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}

/** Makes a topic of three copies, sends a message that all in-sync copies must have, and resolves with the copies of each partition. */
export async function copiesOf(brokers: readonly Endpoint[], topic: string): Promise<readonly (readonly number[])[]> {
  const kafka = new kafkajs.Kafka({
    clientId: 'mhbench-test',
    brokers: brokers.map(({ host, port }) => `${host}:${port}`),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  try {
    await Promise.all([admin.connect(), producer.connect()]);
    await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 3 }], waitForLeaders: false });
    const copies = (): Promise<readonly (readonly number[])[]> =>
      admin.fetchTopicMetadata({ topics: [topic] }).then(
        ({ topics }) => topics[0]?.partitions.map(({ isr }) => [...isr].sort()) ?? [],
        () => [],
      );
    const found = await eventually(copies, (all) => all.length === 3 && all.every(({ length }) => length === 3));
    await producer.send({ topic, acks: -1, messages: [{ value: 'x' }] });
    return found;
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}
