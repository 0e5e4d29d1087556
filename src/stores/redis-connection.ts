/** How calls reach a Redis lane, and what authors may call on it. */
import { z } from 'zod';
import { UntoldError, UserError } from '../errors.ts';
import type { Command, RedisLane } from './redis.ts';
import { openRedis, type RedisSession } from './redis-session.ts';
import type { Address, Connection } from './store.ts';

const optionsSchema = z.strictObject({
  autoPipelining: z.boolean().optional(),
  failoverDetector: z.boolean().optional(),
  commandTimeout: z.number().int().positive().optional(),
});
const reply = z.string().nullable();

/** They reach beyond the lane's database, so on a server that was there before they are refused. */
const OF_THE_SERVER =
  /^(acl|bgrewriteaof|bgsave|cluster|config|debug|failover|flushall|function|memory|module|move|replicaof|reset|save|script|select|shutdown|slaveof|swapdb)$/i;

/** One connection, however many clients: Redis answers in order, and that is how its users connect. */
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
  const { autoPipelining = false, failoverDetector = false, commandTimeout } = client.data;
  const commandTimeoutMs = commandTimeout === undefined ? {} : { commandTimeoutMs: commandTimeout };
  const sentinels = sentinelsOf(address);
  const watched = sentinels.length === 0 ? {} : { watched: { sentinels, failoverDetector } };
  const session = await openRedis(address, { autoPipelining, ...commandTimeoutMs, ...watched });
  const run = address.attached ? (command: Command) => refused(command) ?? session.run(command) : session.run;
  return {
    lane: {
      command: (...command) => run(command),
      get: async (key) => reply.parse(await session.run(['GET', key])),
      fill: (count, entry) => session.fill(count, entry),
      info: (field) => (address.attached ? untold(field) : figureOf(session, field)),
      rows: (table) => address.counts[table],
    } satisfies RedisLane,
    run,
    print: (command) => command.map(printed).join(' '),
    close: async () => {
      await session[Symbol.asyncDispose]();
    },
  };
}

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

/** A figure of INFO. */
export async function figureOf(session: RedisSession, field: string): Promise<number> {
  const text = (await session.info()).get(field);
  const value = Number(text);
  if (text !== undefined && text !== '' && Number.isFinite(value)) return value;
  throw new UserError(`INFO has no figure "${field}": ${text === undefined ? 'there is no such field' : `its value is ${text}`}`);
}
