/** The seeded originals that lanes are copied from: a schema for each set of counts, and no table loaded twice on a server. */
import { createHash } from 'node:crypto';
import { type Counts, TABLES, type TableName } from '../define.ts';
import { TEMPLATE_PREFIX } from './names.ts';
import { type Marker, readMarker } from './postgres-marker.ts';
import { foreignKeysOf, sameRows } from './postgres-schema.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import type { Address, LaneServices } from './store.ts';

/** Where each table of these counts stands. */
export interface Template {
  /** In the order of a search path. */
  readonly schemas: readonly string[];
  schemaOf(table: TableName): string;
}

interface Held {
  readonly schema: string;
  readonly marker: Marker;
}

/**
 * Finds the template for these counts, or has it seeded. Counts that differ in a few tables (a sweep over rows) load only the tables
 * whose rows differ and read the others from the first complete template.
 */
export async function template(
  server: Address,
  counts: Counts,
  services: Pick<LaneServices, 'seed' | 'dataSeed'>,
): Promise<Template> {
  await using session = await openSession(server);
  const held = (await finished(session)).filter(({ marker }) => marker.seed === services.dataSeed);
  const whole = held.find(({ marker }) => TABLES.every((table) => marker.digests[table] !== undefined));
  const shared = whole === undefined ? [] : TABLES.filter((table) => sameRows(table, counts, whole.marker.counts));
  const missing = TABLES.filter((table) => !shared.includes(table));
  const schema = schemaFor(counts);
  const result = arranged(schema, whole?.schema, shared);
  if (missing.length === 0 || held.some((each) => each.schema === schema)) return result;
  // Without its marker a schema of this name is the rest of a load that broke off; with another seed's, of another data set.
  await session.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await services.seed({ ...server, schema, counts }, counts, missing);
  if (whole !== undefined) await link(session, { schema, whole: whole.schema, missing, shared });
  return result;
}

const schemaFor = (counts: Counts): string => {
  const text = TABLES.map((table) => `${table}=${counts[table]}`).join(' ');
  return `${TEMPLATE_PREFIX}${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
};

function arranged(schema: string, whole: string | undefined, shared: readonly TableName[]): Template {
  if (whole === undefined) return { schemas: [schema], schemaOf: () => schema };
  const schemas = shared.length === TABLES.length ? [whole] : [schema, whole];
  return { schemas, schemaOf: (table) => (shared.includes(table) ? whole : schema) };
}

/** The first complete one leads, in the order in which they were made. */
async function finished(session: PostgresSession): Promise<readonly Held[]> {
  const rows = await session.run(
    `SELECT nspname AS schema, obj_description(oid, 'pg_namespace') AS comment
     FROM pg_namespace WHERE starts_with(nspname, $1) ORDER BY oid`,
    [TEMPLATE_PREFIX],
  );
  return rows.flatMap((row) => {
    const marker = readMarker(row['comment']);
    return marker === null ? [] : [{ schema: String(row['schema']), marker }];
  });
}

/** The references that cross over to the complete template; adding them proves that the rows fit. */
async function link(
  session: PostgresSession,
  {
    schema,
    whole,
    missing,
    shared,
  }: { schema: string; whole: string; missing: readonly TableName[]; shared: readonly TableName[] },
): Promise<void> {
  for (const table of missing) {
    const keys = foreignKeysOf(schema, table, (parent) => (shared.includes(parent) ? whole : undefined));
    for (const key of keys) await session.run(key);
  }
}
