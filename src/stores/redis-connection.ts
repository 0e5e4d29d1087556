/** How calls reach a Redis lane, and what authors may call on it. */
import { z } from 'zod';
import { UntoldError, UserError } from '../errors.ts';
import type { Command, RedisLane } from './redis.ts';
import { type ClusterWayOptions, nodesOf, openCluster } from './redis-cluster.ts';
import { openRedis, type RedisOptions, type RedisServer, type RedisWay } from './redis-session.ts';
import type { Address, Connection } from './store.ts';

const optionsSchema = z.strictObject({
  autoPipelining: z.boolean().optional(),
  failoverDetector: z.boolean().optional(),
  commandTimeout: z.number().int().positive().optional(),
  slotMap: z.boolean().optional(),
});
const reply = z.string().nullable();

/** They reach beyond the lane's database, so on a server that was there before they are refused. */
const OF_THE_SERVER =
  /^(acl|bgrewriteaof|bgsave|cluster|config|debug|failover|flushall|function|memory|module|move|replicaof|reset|save|script|select|shutdown|slaveof|swapdb)$/i;

/** One connection (to a cluster one for each master), however many clients: Redis answers in order, and that is how its users connect. */
export async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'redis'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit redis: ${z.prettifyError(client.error)}`,
    );
  }
  const { autoPipelining = false, failoverDetector = false, commandTimeout, slotMap = true } = client.data;
  const commandTimeoutMs = commandTimeout === undefined ? {} : { commandTimeoutMs: commandTimeout };
  const sentinels = sentinelsOf(address);
  const watched = sentinels.length === 0 ? {} : { watched: { sentinels, failoverDetector } };
  const way = await openWay(address, { autoPipelining, slotMap, ...commandTimeoutMs, ...watched });
  const run = address.attached ? (command: Command) => refused(command) ?? way.run(command) : way.run;
  return {
    lane: {
      command: (...command) => run(command),
      get: async (key) => reply.parse(await way.run(['GET', key])),
      fill: (count, entry) => way.fill(count, entry),
      everywhere: (...command) =>
        address.attached ? run(command).then((answer) => [answer]) : Promise.all(way.servers().map((each) => each.run(command))),
      info: (field) => (address.attached ? untold(field) : figureOf(way, field)),
      rows: (table) => address.counts[table],
    } satisfies RedisLane,
    run,
    print: (command) => command.map(printed).join(' '),
    close: async () => {
      await way[Symbol.asyncDispose]();
    },
  };
}

/** Where the lane stands on a cluster by all its nodes, else by the one server or by who the sentinels say is the master. */
export const openWay = (address: Address, options: RedisOptions & ClusterWayOptions = {}): Promise<RedisWay> =>
  nodesOf(address).length > 0 ? openCluster(address, options) : openRedis(address, options);

const printed = (part: string | number): string => (/^[\w:.*-]+$/.test(String(part)) ? String(part) : JSON.stringify(part));

function refused([name = '']: Command): Promise<never> | null {
  if (!OF_THE_SERVER.test(String(name))) return null;
  return Promise.reject(
    new UserError(
      `${name} reaches beyond the lane, and this redis was there before: its settings and other databases stay as they are`,
      'leave this server out, or let the bench start a redis of its own',
    ),
  );
}

/** INFO counts the whole server, whoever uses it; as a figure of the lane it would look right and be wrong. */
const untold = (field: string): Promise<never> =>
  Promise.reject(new UntoldError(`redis tells ${field} of the whole server, which was there before, and not of a lane`));

/** Who knows which server is the master; nobody where a lane is one server. */
const sentinelsOf = ({ via = {} }: Address) =>
  Object.entries(via).flatMap(([name, where]) => (name.startsWith('sentinel-') ? [where] : []));

/** Of these the sum over the masters of a cluster is what the lane has; of a peak or a ratio it would be nothing. */
const ADDS_UP =
  /^(used_memory(_rss|_dataset|_overhead)?|(expired|evicted)_keys|keyspace_(hits|misses)|total_(commands_processed|connections_received|error_replies|net_(input|output)_bytes))$/;

/** A figure of INFO; over the masters of a cluster its sum. */
export async function figureOf(way: Pick<RedisWay, 'servers'>, field: string): Promise<number> {
  const servers = way.servers();
  if (servers.length > 1 && !ADDS_UP.test(field))
    throw new UntoldError(`each master of a redis cluster has a ${field} of its own, and they do not add up to the lane's`);
  const figures = await Promise.all(servers.map((server) => figureOfOne(server, field)));
  return figures.reduce((sum, figure) => sum + figure, 0);
}

async function figureOfOne(server: RedisServer, field: string): Promise<number> {
  const text = (await server.info()).get(field);
  const value = Number(text);
  if (text !== undefined && text !== '' && Number.isFinite(value)) return value;
  throw new UserError(`INFO has no figure "${field}": ${text === undefined ? 'there is no such field' : `its value is ${text}`}`);
}
