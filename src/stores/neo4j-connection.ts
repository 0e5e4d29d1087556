/** How calls reach a Neo4j lane, and what authors may call on it. */
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Neo4jLane } from './neo4j.ts';
import { bare, named } from './neo4j-names.ts';
import { planOf } from './neo4j-plan.ts';
import { openNeo4j } from './neo4j-session.ts';
import { printCypher } from './neo4j-values.ts';
import type { Address, Connection } from './store.ts';

const optionsSchema = z.strictObject({});

/** A connection for each client; every one stands before it resolves. */
export async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'neo4j'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit neo4j: ${z.prettifyError(client.error)}`,
    );
  }
  const session = await openNeo4j(address, { clients: options.clients });
  const shown = (text: string): string => bare(address.schema, text);
  const names = {
    label: (name: string) => named(address.schema, name),
    rows: (table: Parameters<Neo4jLane['rows']>[0]) => address.counts[table],
  };
  return {
    lane: { ...names, cypher: (text, params) => session.run(text, params) },
    names,
    run: ({ cypher, params }) => session.run(cypher, params),
    print: (statement) => shown(printCypher(statement)),
    plan: async ({ cypher, params = {} }, analyze) => planOf(await session.plan(cypher, params, analyze), shown),
    close: async () => {
      await session[Symbol.asyncDispose]();
    },
  };
}
