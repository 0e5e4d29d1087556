/** How calls reach a PostgreSQL lane: through a pool, through PgBouncer, or with a new connection each. */
import { z } from 'zod';
import { ServerError, UserError } from '../errors.ts';
import type { PostgresLane, PostgresMember, Sql } from './postgres.ts';
import { backupOf } from './postgres-backup.ts';
import { copierOf } from './postgres-copy.ts';
import { explain } from './postgres-explain.ts';
import { primaryWay, serversOf } from './postgres-primary.ts';
import { statementsOf } from './postgres-statements.ts';
import { printSql } from './postgres-text.ts';
import { perCall, pooled, poolOf, single, type Way } from './postgres-way.ts';
import { oncePrisma } from './prisma-lane.ts';
import type { Address, Connection } from './store.ts';

const optionsSchema = z.strictObject({
  via: z.string().optional(),
  connect: z.enum(['per call', 'pool']).optional(),
  max: z.number().int().positive().optional(),
  named: z.boolean().optional(),
  target: z.literal('primary').optional(),
});
const POOLER = 'pgbouncer';
const PROMOTION_S = 30;

/** Opens a way into the lane for so many calls at once. Every connection stands before it resolves. */
export async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'postgres'>> {
  const client = parsed(options.client);
  const at = { ...address, ...endpointOf(address, client.via) };
  const named = client.named ?? client.via !== POOLER;
  const way =
    client.target === 'primary'
      ? await primaryWay(serversOf(address), (server) => poolOf(server, client.max ?? options.clients, named))
      : await wayOf(at, client, { clients: options.clients, named });
  const prisma = oncePrisma(at, options.clients);
  const members = membersOf(address, options.clients);
  const copier = copierOf(at);
  const lane: PostgresLane = {
    sql: (text, params) => way.run(text, params),
    copy: copier.copy,
    prisma: prisma.open,
    at: members.open,
    backup: backupOf(address),
    statements: () => statementsOf((text) => way.run(text, undefined)),
    rows: (table) => address.counts[table],
  };
  return {
    lane,
    run: (statement) =>
      typeof statement === 'string' ? way.run(statement, undefined) : way.run(statement.sql, statement.params),
    print: printSql,
    plan: (statement: Sql, analyze) => explain(address, { statement, analyze, named: named && client.connect !== 'per call' }),
    close: async () => {
      await prisma.close();
      await copier.close();
      await members.close();
      await way.close();
    },
  };
}

/** A single client has one connection, as a program that asks one thing after another has; a pool of one would be a tenth of a short call. */
function wayOf(
  at: Address,
  { connect: how, max }: z.infer<typeof optionsSchema>,
  { clients, named }: { readonly clients: number; readonly named: boolean },
): Promise<Way> {
  if (how === 'per call') return Promise.resolve(perCall(at));
  return how === undefined && max === undefined && clients === 1 ? single(at, named) : pooled(at, max ?? clients, named);
}

function parsed(client: Readonly<Record<string, unknown>>): z.infer<typeof optionsSchema> {
  const options = optionsSchema.safeParse(client);
  if (options.success) return options.data;
  throw new UserError(
    `the client options ${JSON.stringify(client)} do not fit postgres: ${z.prettifyError(options.error)}`,
    'use via, connect, max, named and target as src/stores/postgres.ts describes them',
  );
}

/** Ways to the lane's other servers, each opened once. */
function membersOf(address: Address, clients: number) {
  const opened = new Map<string, Promise<Connection<'postgres'>>>();
  return {
    async open(member: string): Promise<PostgresMember> {
      const known = opened.get(member) ?? connect({ ...address, ...endpointOf(address, member) }, { client: {}, clients });
      opened.set(member, known);
      const { sql } = (await known).lane;
      return { sql, promote: () => promoted(sql, member) };
    },
    close: async () => void (await Promise.allSettled([...opened.values()].map(async (each) => (await each).close()))),
  };
}

/** Resolves when it takes writes. */
async function promoted(sql: PostgresMember['sql'], member: string): Promise<void> {
  const [answer] = await sql(`SELECT pg_promote(true, ${PROMOTION_S}) AS done`);
  if (answer?.['done'] === true) return;
  throw new ServerError(`${member} was told to take over, and after ${PROMOTION_S} s it still followed its primary`);
}

function endpointOf(address: Address, via: string | undefined): { readonly host: string; readonly port: number } {
  if (via === undefined) return { host: address.host, port: address.port };
  const other = address.via?.[via];
  if (other !== undefined) return other;
  const ways = Object.keys(address.via ?? {});
  throw new UserError(
    `the lane has no way in through ${via}${ways.length === 0 ? '' : `, but through ${ways.join(', ')}`}`,
    `give the variant, or all of them, servers: { ${via}: { … } } or the topology that has it`,
  );
}
