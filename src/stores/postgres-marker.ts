/** The note that a loaded template schema carries: what it holds, and that it is ours. Written last, so that a half-loaded schema has none. */
import pg from 'pg';
import { z } from 'zod';
import { type Counts, TABLES } from '../define.ts';
import type { PostgresSession } from './postgres-session.ts';
import type { LoadReport } from './store.ts';

const counts = z.object({
  users: z.number(),
  accounts: z.number(),
  sessions: z.number(),
  businesses: z.number(),
  transactions: z.number(),
  logs: z.number(),
});
const marker = z.object({
  tool: z.literal('milkyhoop-bench'),
  seed: z.number(),
  counts,
  digests: z.partialRecord(z.enum(TABLES), z.string()),
});
export type Marker = z.infer<typeof marker>;

/** The marker in a schema's comment, or null when the schema is not ours or not finished. */
export function readMarker(comment: unknown): Marker | null {
  if (typeof comment !== 'string') return null;
  try {
    return marker.safeParse(JSON.parse(comment)).data ?? null;
  } catch {
    return null; // Somebody's own comment: not JSON.
  }
}

/** Marks the schema as loaded. */
export async function writeMarker(
  session: PostgresSession,
  schema: string,
  loaded: { readonly seed: number; readonly counts: Counts; readonly report: LoadReport },
): Promise<void> {
  const digests = Object.fromEntries(loaded.report.tables.map(({ table, digest }) => [table, digest]));
  const text = JSON.stringify({ tool: 'milkyhoop-bench', seed: loaded.seed, counts: loaded.counts, digests });
  await session.run(`COMMENT ON SCHEMA ${schema} IS ${pg.escapeLiteral(text)}`);
}
