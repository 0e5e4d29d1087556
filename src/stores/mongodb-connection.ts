/** How calls reach a MongoDB lane: through the driver's pool, one connection a client unless told otherwise. */
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { explain } from './mongodb-explain.ts';
import { openMongo } from './mongodb-session.ts';
import { printCommand } from './mongodb-text.ts';
import type { Address, Connection } from './store.ts';

const optionsSchema = z.strictObject({ maxPoolSize: z.number().int().positive().optional() });

/** Every connection stands before it resolves. */
export async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'mongodb'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit mongodb: ${z.prettifyError(client.error)}`,
      'use maxPoolSize as src/stores/mongodb.ts describes it',
    );
  }
  const session = await openMongo(address, { connections: client.data.maxPoolSize ?? options.clients });
  return {
    lane: { run: session.run, rows: (table) => address.counts[table] },
    run: session.run,
    print: printCommand,
    plan: (statement, analyze) => explain(session, statement, analyze),
    close: async () => {
      await session[Symbol.asyncDispose]();
    },
  };
}
