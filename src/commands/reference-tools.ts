/** The servers' own benchmark tools on the same reads: a further reference, where they lie beside the servers' programs. */
import path from 'node:path';
import { execa } from 'execa';
import { messageOf, ServerError } from '../errors.ts';
import { isExecutable, versionOf } from '../provision/program.ts';
import { BARE_READS, type BareStore } from '../stores/bare-read.ts';
import { openRedis } from '../stores/redis-session.ts';
import type { Address } from '../stores/store.ts';
import type { Place } from './harness-rate.ts';

export type Reference =
  | { readonly tool: string; readonly version: string; readonly perSecond: number }
  | { readonly tool: string; readonly missing: string };

interface Tool {
  readonly name: string;
  /** The server's program beside which it lies. */
  readonly beside: string;
  readonly args: (address: Address) => readonly string[];
  /** Passwords go where no other user can read them, never among the arguments. */
  readonly env: (address: Address) => Readonly<Record<string, string>>;
  readonly perSecond: (printed: string) => number;
  readonly before?: (address: Address) => Promise<void>;
}

const SECONDS = 3;
const REQUESTS = 50_000;
const figure = (pattern: RegExp) => (printed: string) => Number(pattern.exec(printed)?.[1]);

/** One client on one thread, as the harness and the bare loop are. */
const TOOLS: Readonly<Record<BareStore, Tool>> = {
  postgres: {
    name: 'pgbench -S -M prepared',
    beside: 'postgres',
    args: ({ host, port, user, database }) =>
      `-S -M prepared -n -c 1 -j 1 -T ${SECONDS} -h ${host} -p ${port} -U ${user} ${database}`.split(' '),
    env: ({ password }) => ({ PGPASSWORD: password }),
    perSecond: figure(/^tps = ([\d.]+)/m),
  },
  redis: {
    name: 'redis-benchmark -t get',
    beside: 'redis-server',
    args: ({ host, port }) => `-t get -c 1 -n ${REQUESTS} -r ${BARE_READS.redis.keys} --csv -h ${host} -p ${port}`.split(' '),
    env: () => ({}),
    perSecond: figure(/^"GET[^"]*","([\d.]+)"/m),
    // It takes a password as an argument alone, which every user of this machine could read; this server ends after it.
    before: async (address) => {
      await using session = await openRedis(address);
      await session.run(['CONFIG', 'SET', 'requirepass', '']);
    },
  },
};

/** Pinned as the worker was. A tool that is not there, or that fails, is no failure of ours. */
export async function referenceOf(store: BareStore, address: Address, { provisioner, cpus, signal }: Place): Promise<Reference> {
  const tool = TOOLS[store];
  const { programs, env } = await provisioner.binaries(store);
  const program = path.join(path.dirname(programs[tool.beside] ?? ''), tool.name.split(' ')[0] ?? '');
  if (!isExecutable(program)) return { tool: tool.name, missing: `it does not lie beside ${tool.beside}` };
  try {
    await tool.before?.(address);
    const command = cpus.client === null ? [program] : ['taskset', '--cpu-list', cpus.client, program];
    const [first = program, ...rest] = [...command, ...tool.args(address)];
    const options = { env: { ...env, ...tool.env(address) }, timeout: 60_000, cancelSignal: signal };
    const perSecond = tool.perSecond((await execa(first, rest, options)).stdout);
    if (!Number.isFinite(perSecond)) throw new ServerError('its output has no rate');
    return { tool: tool.name, version: versionOf(program, env), perSecond };
  } catch (error) {
    signal.throwIfAborted();
    return { tool: tool.name, missing: `it failed: ${messageOf(error).split('\n')[0]}` };
  }
}
