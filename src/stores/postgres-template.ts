/** The seeded originals that lanes are copied from: a schema for each set of counts, and no table loaded twice on a server. */
import { createHash } from 'node:crypto';
import { type Counts, TABLES, type TableName } from '../define.ts';
import { ServerError } from '../errors.ts';
import { manifestOf, sameMaking, type Wanted } from './manifest.ts';
import { DATA, TEMPLATE_PREFIX } from './names.ts';
import { digestOf, type Loaded, loadedSchemas, SETTLED, writeManifest } from './postgres-data.ts';
import { foreignKeysOf, sameRows } from './postgres-schema.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import type { Address, LaneServices } from './store.ts';

/** Where each table of these counts stands. */
export interface Template {
  /** In the order of a search path. */
  readonly schemas: readonly string[];
  schemaOf(table: TableName): string;
}

type Services = Pick<LaneServices, 'seed' | 'reused' | 'dataSeed' | 'dataVersion'>;

/**
 * Finds the template for these counts, or has it seeded. Counts that differ in a few tables (a sweep over rows) load only the tables
 * whose rows differ and read the others from the first complete template. Data of another seed, or made by other sources, is no template.
 */
export async function template(server: Address, counts: Counts, services: Services): Promise<Template> {
  const wanted = { seed: services.dataSeed, version: services.dataVersion, counts };
  await using session = await openSession(server);
  const held = (await loadedSchemas(session)).filter(({ manifest }) => sameMaking(manifest, wanted));
  const whole = held.find((each) => holds(each, TABLES));
  if (whole?.schema === DATA) await prove(session, whole, services);
  const shared = whole === undefined ? [] : TABLES.filter((table) => sameRows(table, counts, whole.manifest.counts));
  const missing = TABLES.filter((table) => !shared.includes(table));
  const schema = schemaFor(wanted);
  const result = arranged(schema, whole?.schema, shared);
  if (missing.length === 0 || held.some((each) => each.schema === schema && holds(each, missing))) return result;
  // Without its manifest a schema of this name is the rest of a load that broke off.
  await session.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  const { tables } = await services.seed({ ...server, schema, counts }, counts, missing);
  if (whole !== undefined) await link(session, { schema, whole: whole.schema, missing, shared });
  await writeManifest(session, schema, JSON.stringify(manifestOf(wanted, tables)));
  return result;
}

function schemaFor({ seed, version, counts }: Wanted): string {
  const text = JSON.stringify([seed, version.faker, version.sources, ...TABLES.map((table) => counts[table])]);
  return `${TEMPLATE_PREFIX}${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

const holds = ({ manifest }: Loaded, tables: readonly TableName[]): boolean =>
  tables.every((table) => manifest.tables.some((each) => each.table === table));

function arranged(schema: string, whole: string | undefined, shared: readonly TableName[]): Template {
  if (whole === undefined) return { schemas: [schema], schemaOf: () => schema };
  const schemas = shared.length === TABLES.length ? [whole] : [schema, whole];
  return { schemas, schemaOf: (table) => (shared.includes(table) ? whole : schema) };
}

/** Those who ask, once they know that what stood there is what its manifest says. */
const proven = new WeakSet<Services>();

/** What stood there before is read back whole, as if it had just been loaded: nobody knows what happened to it since. */
async function prove(session: PostgresSession, { schema, manifest }: Loaded, services: Services): Promise<void> {
  if (proven.has(services)) return;
  await session.run(SETTLED);
  for (const table of TABLES) {
    const wanted = manifest.tables.find((each) => each.table === table)?.digest;
    const found = await digestOf(session, schema, table);
    if (found === wanted) continue;
    throw new ServerError(`${schema}.${table} was changed since it was loaded: expected SHA-256 ${wanted}, found ${found}`, {
      hint: 'npm run mhbench -- seed postgres: loads it anew',
    });
  }
  proven.add(services);
  services.reused(manifest.tables);
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
