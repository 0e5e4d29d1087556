/** Whether a Redis Cluster stands as it was formed: asked of every node, never waited for by the clock. */
import { hostPort } from '../host-port.ts';
import { until } from './deadline.ts';
import { nodesOf } from './redis-cluster.ts';
import { openRedis, type RedisSession } from './redis-session.ts';
import type { Address } from './store.ts';

const READY_MS = 30_000;

type Fields = ReadonlyMap<string, string>;
/** What a node says of the cluster and of itself: the fields of CLUSTER INFO and of INFO. */
export interface NodeWords {
  readonly where: string;
  readonly fields: Fields;
}

/** Resolves when every node finds the cluster whole, the first node is a master, and each master has a replica with all that it has. What was found, in words. */
export async function ready(address: Address): Promise<string> {
  const errand = { who: `the redis cluster of ${hostPort(address)}`, what: 'come together', mostMs: READY_MS };
  const opened = await Promise.allSettled(nodesOf(address).map((node) => asked({ ...address, ...node })));
  const nodes = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    for (const each of opened) if (each.status === 'rejected') throw each.reason;
    let words: readonly NodeWords[] = [];
    await until(errand, async () => {
      words = await Promise.all(nodes.map(wordsOf));
      return missing(words);
    });
    const replicas = words.filter(({ fields }) => fields.get('role') === 'slave').length;
    return `cluster_state:ok on ${words.length} nodes, ${words.length - replicas} masters, ${replicas} replicas with all that these have`;
  } finally {
    for (const { session } of nodes) await session[Symbol.asyncDispose]();
  }
}

interface Asked {
  readonly where: string;
  readonly session: RedisSession;
}
const asked = async (node: Address): Promise<Asked> => ({ where: hostPort(node), session: await openRedis(node) });

async function wordsOf({ where, session }: Asked): Promise<NodeWords> {
  const state = /cluster_state:(\w+)/.exec(String(await session.run(['CLUSTER', 'INFO'])))?.[1] ?? 'not told';
  return { where, fields: new Map([...(await session.info()), ['cluster_state', state]]) };
}

/** Null when nothing is. */
export function missing(words: readonly NodeWords[]): string | null {
  const of = (node: NodeWords, name: string): string => `${node.where} says ${name}:${node.fields.get(name) ?? 'nothing'}`;
  const [first] = words;
  const unwell = words.find(({ fields }) => fields.get('cluster_state') !== 'ok');
  if (unwell !== undefined) return of(unwell, 'cluster_state');
  if (first !== undefined && first.fields.get('role') !== 'master') return `${of(first, 'role')}: another one took its place`;
  const apart = words.find(({ fields }) => fields.get('role') === 'slave' && fields.get('master_link_status') !== 'up');
  if (apart !== undefined) return of(apart, 'master_link_status');
  const masters = words.filter(({ fields }) => fields.get('role') === 'master');
  const behind = masters.find(({ fields }) => !isCopied(fields));
  return behind === undefined ? null : `no replica has all of ${behind.where}: ${of(behind, 'slave0')}`;
}

/** `slave0:ip=127.0.0.1,port=7003,state=online,offset=98,lag=0` beside `master_repl_offset:98`. */
function isCopied(fields: Fields): boolean {
  const replica = fields.get('slave0') ?? '';
  return replica.includes('state=online') && /offset=(\d+)/.exec(replica)?.[1] === fields.get('master_repl_offset');
}
