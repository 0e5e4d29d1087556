/** Backups of a PostgreSQL lane by the server's own programs: dumped into the lane's folder, restored into a database made for it, and compared with what was dumped. */
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { TABLES, type TableName } from '../define.ts';
import { ServerError, UserError } from '../errors.ts';
import type { PostgresBackup } from './postgres.ts';
import { digestOf, SETTLED } from './postgres-data.ts';
import type { LaneAddress } from './postgres-role.ts';
import { openSession } from './postgres-session.ts';
import { structureOf } from './postgres-structure.ts';
import type { Address, LaneServices } from './store.ts';

/** As it is asked for among a lane's servers. */
export const PROGRAMS = 'postgres-programs';
const PROGRAM_MS = 600_000;
const LOG_LINES = 12;
/** What begins each archive that is one file. */
const ARCHIVE = 'PGDMP';
const ways = z.object({ dump: z.array(z.string()), restore: z.array(z.string()) });
type Programs = NonNullable<Address['programs']>;

/** Where a lane without programs is asked for a backup, that is an author's mistake. */
function programsOf({ programs, schema }: Address): Programs & { readonly schema: string } {
  if (programs !== undefined && schema !== undefined) return { ...programs, schema };
  throw new UserError(
    'this lane has no programs to make a backup with',
    `give the variant, or all of them, servers: { '${PROGRAMS}': {} }`,
  );
}

export const backupOf = (address: Address): PostgresBackup => ({
  async by({ dump, restore = [] }) {
    await writeFile(howFile(programsOf(address)), JSON.stringify({ dump, restore }));
  },
  async dump() {
    const programs = programsOf(address);
    const file = dumpFile(programs);
    await rm(file, { recursive: true, force: true });
    const { dump } = await howOf(programs);
    await run('pg_dump', [...dump, '--no-owner', '--no-acl', `--schema=${programs.schema}`, `--file=${file}`], address);
  },
  async restore() {
    const programs = programsOf(address);
    const file = dumpFile(programs);
    const { restore } = await howOf(programs);
    const into = `--dbname=${programs.schema}`;
    if (await isArchive(file))
      await run('pg_restore', [...restore, '--exit-on-error', '--no-owner', '--no-acl', into, file], address);
    else await run('psql', [...restore, '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', into, `--file=${file}`], address);
  },
  bytes: async () => await bytesOf(dumpFile(programsOf(address))),
  async restored() {
    const { schema } = programsOf(address);
    const [dumped, found] = [await contentOf(address, schema), await contentOf({ ...address, database: schema }, schema)];
    const names = [...new Set([...Object.keys(dumped), ...Object.keys(found)])];
    const wrong = names.filter((name) => dumped[name] !== found[name]);
    if (wrong.length === 0) return found;
    const told = wrong.map((name) => `${name} is ${found[name] ?? 'not there'}, and was ${dumped[name] ?? 'not there'}`);
    throw new ServerError(`the restored database is not what was dumped: ${told.join('; ')}`);
  },
});

const howFile = ({ folder }: Programs): string => join(folder, 'how.json');
const dumpFile = ({ folder }: Programs): string => join(folder, 'dump');

async function howOf(programs: Programs): Promise<z.infer<typeof ways>> {
  const text = await readFile(howFile(programs), 'utf8').catch(() => {
    throw new UserError('nobody has said how this lane is backed up', 'call lane.backup.by(…) in the variant’s apply');
  });
  return ways.parse(JSON.parse(text));
}

/** A folder, or one file that says so; anything else is SQL. */
async function isArchive(file: string): Promise<boolean> {
  if ((await stat(file)).isDirectory()) return true;
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(ARCHIVE.length), 0, ARCHIVE.length, 0);
  return buffer.toString('latin1') === ARCHIVE;
}

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => bytesOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The password goes by environment, because arguments are seen by everybody; nothing of the user's own environment or home is read. */
export const environmentOf = ({ host, port, user, password, database }: Address, { env, folder }: Programs) => ({
  ...{ PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', ...env },
  ...{ PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database },
  ...{ PGSSLMODE: 'disable', PGCONNECT_TIMEOUT: '10', PGAPPNAME: 'mhbench' },
});

async function run(program: string, args: readonly string[], address: Address): Promise<void> {
  const programs = programsOf(address);
  const { exitCode, stderr, shortMessage } = await execa(join(programs.path, program), args, {
    ...{ cwd: programs.folder, env: environmentOf(address, programs), extendEnv: false, stdin: 'ignore', stdout: 'ignore' },
    ...{ reject: false, timeout: PROGRAM_MS },
  });
  if (exitCode === 0) return;
  const why = exitCode === undefined ? shortMessage : `exit code ${exitCode}`;
  throw new ServerError(`${program} failed: ${why}: ${stderr.trim().split('\n').at(-1) ?? ''}`, {
    log: stderr.trim().split('\n').slice(-LOG_LINES),
  });
}

/** Of a lane's schema in some database: a digest of each table's rows, and the structure as it reads. */
async function contentOf(address: Address, schema: string): Promise<Readonly<Record<string, string>>> {
  await using session = await openSession(address);
  await session.run(SETTLED);
  const rows = await session.run('SELECT tablename AS name FROM pg_tables WHERE schemaname = $1', [schema]);
  const tables = TABLES.filter((table) => rows.some(({ name }) => name === table));
  const found: Record<string, string> = { structure: (await structureOf(session, schema)).join('\n') };
  for (const table of tables) found[table] = await digestOf(session, schema, table satisfies TableName);
  return found;
}

/** A folder for the lane's dumps and an empty database for what is restored of them, named as its schema is; both go with the lane. */
export async function makeForBackups(server: Address, { schema, user }: LaneAddress, services: LaneServices): Promise<Programs> {
  const { library, database: home } = await services.library(PROGRAMS);
  if (library === undefined) throw new Error(`${PROGRAMS} came without its programs`);
  const { path, version, env = {} } = library;
  await using session = await openSession(server);
  const [found] = await session.run(
    `SELECT current_setting('server_version_num')::int / 10000 AS major, rolcreatedb OR rolsuper AS databases
     FROM pg_roles WHERE rolname = current_user`,
  );
  refuseUnfit(server, version, { major: Number(found?.['major']), databases: found?.['databases'] === true });
  const folder = join(home, schema);
  await mkdir(folder, { mode: 0o700 });
  await session.run(`CREATE DATABASE ${schema} OWNER ${user} TEMPLATE template0`);
  return { path, env, folder };
}

/** A server of ours is always fit. */
export function refuseUnfit(
  server: Address,
  version: string,
  { major, databases }: { readonly major: number; readonly databases: boolean },
): void {
  const refused = (why: string, hint: string) =>
    new ServerError(`no backup of the postgres on ${server.host}:${server.port}: ${why}`, { absent: true, hint });
  if (server.tls === true)
    throw refused(
      'it asks for TLS, and its programs would not prove who it is',
      'where the network is safe, name it without TLS: sslmode=disable',
    );
  if (Number.parseInt(version, 10) !== major)
    throw refused(`it is PostgreSQL ${major}, and the programs here are ${version}`, `install pg_dump of PostgreSQL ${major}`);
  if (!databases) throw refused(`${server.user} may not make the database to restore into`, `ALTER ROLE ${server.user} CREATEDB`);
}
