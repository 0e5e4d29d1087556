/** The server that a PostgreSQL lane is made on, and those that copy it. */
import { setTimeout as pause } from 'node:timers/promises';
import { ServerError } from '../errors.ts';
import { memberOf, waysTo } from './members.ts';
import { openSession } from './postgres-session.ts';
import type { Address, LaneRequest, LaneServices } from './store.ts';

/** Those that a lane can stand on, and the member it stands on. */
const TOPOLOGIES = { 'postgres-replicas': 'primary', 'postgres-shards': 'coordinator' } as const;
const REPLICA = 'replica-';
const REPLAY_MS = 60_000;
const POLL_MS = 20;

/** The lane's replicas and where they are; none where it stands on one server or on shards. */
export const replicasOf = ({ via = {} }: Address) => Object.entries(via).filter(([name]) => name.startsWith(REPLICA));

/** A server by itself; or the primary of `postgres-replicas`, or the coordinator of `postgres-shards`, with a way into each other member. */
export async function serverFor({ name: lane, servers, own }: LaneRequest, services: LaneServices): Promise<Address> {
  const settings = servers['postgres'] ?? {};
  const alone = own === true ? { own: lane } : {};
  const [name, first] = Object.entries(TOPOLOGIES).find(([each]) => servers[each] !== undefined) ?? [];
  if (name === undefined || first === undefined) return await services.server('postgres', { settings, ...alone });
  const members = await services.topology(name, { settings: { postgres: settings }, ...alone });
  const { [first]: _itself, ...others } = members;
  return { ...memberOf(name, members, first), via: waysTo(others) };
}

/** Resolves when every replica has done what the primary had written; at once where there are none. What it found, in words. */
export async function replayed(server: Address): Promise<string> {
  if (server.via === undefined) return 'no replicas';
  await using session = await openSession(server);
  const [written] = await session.run('SELECT pg_current_wal_insert_lsn() AS lsn');
  const deadline = performance.now() + REPLAY_MS;
  for (;;) {
    const behind = await session.run(
      'SELECT application_name AS name FROM pg_stat_replication WHERE replay_lsn IS NULL OR replay_lsn < $1::pg_lsn ORDER BY 1',
      [written?.['lsn']],
    );
    if (behind.length === 0) return `every replica has replayed ${String(written?.['lsn'])}`;
    const names = behind.map(({ name }) => name).join(', ');
    if (performance.now() > deadline)
      throw new ServerError(`after ${REPLAY_MS / 1000} s ${names} had not replayed ${String(written?.['lsn'])}`);
    await pause(POLL_MS);
  }
}

/** Lets the lane's role make a replica of its the primary. Only where there are some: nobody else has a use for it. */
export async function letPromote(server: Address, { schema }: { readonly schema: string }): Promise<void> {
  if (replicasOf(server).length === 0) return;
  await using session = await openSession(server);
  await session.run(`GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO ${schema}`);
}
