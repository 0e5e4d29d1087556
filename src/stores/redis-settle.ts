/** How a Redis lane is settled: no save under way, freed memory given back, counters at zero; a cluster whole, on each of its masters. */
import { hostPort } from '../host-port.ts';
import { until } from './deadline.ts';
import { nodesOf } from './redis-cluster.ts';
import { ready } from './redis-cluster-ready.ts';
import type { RedisServer, RedisWay } from './redis-session.ts';
import { leftOut, step } from './settle.ts';
import type { Address, SettleStep } from './store.ts';

/** INFO's word for what would disturb every call. */
const UNDER_WAY = ['rdb_bgsave_in_progress', 'aof_rewrite_in_progress', 'loading'] as const;
const QUIET_MS = 10_000;

export async function settle(way: Pick<RedisWay, 'servers'>, address: Address): Promise<readonly SettleStep[]> {
  const servers = way.servers();
  const [only] = servers;
  if (nodesOf(address).length === 0 && only !== undefined) return await settleOne(only, address);
  const whole = await step('wait for the cluster', () => ready(address));
  const each = await Promise.all(servers.map((server) => settleOne(server, address)));
  return [whole, ...each.flatMap((steps, i) => steps.map((one) => ({ ...one, did: `master ${i + 1}: ${one.did}` })))];
}

async function settleOne(session: RedisServer, address: Address): Promise<readonly SettleStep[]> {
  const quiet = await step('wait for saves and loads', () => quietened(session, address));
  if (address.attached) {
    return [quiet, ...['MEMORY PURGE', 'CONFIG RESETSTAT'].map((did) => leftOut(did, 'it is the whole server’s'))];
  }
  return [
    quiet,
    await step('MEMORY PURGE', async () => {
      const before = await told(session, ['used_memory_rss']);
      await session.run(['MEMORY', 'PURGE']);
      return `${before} before; ${await told(session, ['used_memory_rss', 'used_memory'])}`;
    }),
    await step('CONFIG RESETSTAT', async () => {
      await session.run(['CONFIG', 'RESETSTAT']);
      return told(session, ['total_commands_processed', 'expired_keys', 'evicted_keys']);
    }),
  ];
}

async function quietened(session: RedisServer, address: Address): Promise<string> {
  const errand = { who: `redis on ${hostPort(address)}`, what: 'come to rest', mostMs: QUIET_MS };
  await until(errand, async () => {
    const fields = await session.info();
    const busy = UNDER_WAY.filter((name) => fields.get(name) !== '0');
    return busy.length === 0 ? null : `${busy.join(', ')} is not 0`;
  });
  const [save, append] = [await session.config('save'), await session.config('appendonly')];
  return `${await told(session, UNDER_WAY)}; save "${save.get('save') ?? ''}", appendonly ${append.get('appendonly') ?? 'unknown'}`;
}

/** Fields of INFO as it writes them. */
async function told(session: RedisServer, names: readonly string[]): Promise<string> {
  const fields = await session.info();
  return names.map((name) => `${name}:${fields.get(name) ?? 'not told'}`).join(', ');
}
