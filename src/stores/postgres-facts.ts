/** What PostgreSQL and PgBouncer say of themselves: settings as they are in force, never as they were asked for. */
import { openSession, type Rows } from './postgres-session.ts';
import type { Address, Facts } from './store.ts';

const PROBE_TIMEOUT_MS = 1000;
/** Where files lie and how others are reached is nobody's business in a report. */
const PRIVATE =
  /(^data_directory$|_file$|_director(y|ies)$|_dir$|_command$|conninfo|passw|^port$|^search_path$|^application_name$|^client_encoding$)/;

/** The settings that somebody set, and the version. */
export async function facts(address: Address): Promise<Facts> {
  await using session = await openSession(address);
  const [server] = await session.run('SHOW server_version');
  const set = await session.run(
    `SELECT name, current_setting(name) AS value FROM pg_settings
     WHERE source NOT IN ('default', 'override', 'client', 'session', 'user', 'database user') ORDER BY name`,
  );
  const settings = set.map(nameAndValue('name', 'value')).filter(([name]) => !PRIVATE.test(name));
  return { version: String(server?.['server_version']), settings: Object.fromEntries(settings) };
}

/** Where a server answers and as whom: the provisioner's word for it has the same parts. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls?: true;
}

/** Every setting by name, as SHOW prints it, and `version`. Throws when the server is not ready. */
export async function probePostgres(endpoint: Endpoint): Promise<Record<string, string>> {
  const rows = await ask(endpoint, 'SELECT name, current_setting(name) AS value FROM pg_settings');
  const [server] = rows.filter((row) => row['name'] === 'server_version');
  return { ...Object.fromEntries(rows.map(nameAndValue('name', 'value'))), version: String(server?.['value']) };
}

/** The same of PgBouncer's own console; the user must be one of its stats_users. */
export async function probePgbouncer(endpoint: Endpoint): Promise<Record<string, string>> {
  const console = { ...endpoint, database: 'pgbouncer' };
  const rows = await ask(console, 'SHOW CONFIG');
  const [version] = await ask(console, 'SHOW VERSION');
  return {
    ...Object.fromEntries(rows.map(nameAndValue('key', 'value'))),
    version: String(version?.['version']).replace(/^PgBouncer /, ''),
  };
}

const nameAndValue =
  (name: string, value: string) =>
  (row: Rows[number]): [string, string] => [String(row[name]), String(row[value] ?? '')];

/** One question by the simple protocol, on a connection of its own that gives up soon. */
async function ask(endpoint: Endpoint, text: string): Promise<Rows> {
  await using session = await openSession(endpoint, { connectMs: PROBE_TIMEOUT_MS, answerMs: PROBE_TIMEOUT_MS });
  return await session.run(text);
}
