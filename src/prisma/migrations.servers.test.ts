// The guide in schemas/migrations/README.md, run command by command against a real PostgreSQL, and the tables that come of it.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TABLES } from '../define.ts';
import { openSession } from '../stores/postgres-session.ts';
import { structureOf } from '../stores/postgres-structure.ts';
import { openPrisma } from '../stores/prisma.ts';
import type { Address } from '../stores/store.ts';
import { fencedCommands } from '../testing/guide.ts';
import { type TestServices, testServices } from '../testing/servers.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const COUNTS = { users: 100, accounts: 300, sessions: 10, businesses: 10, transactions: 10, logs: 10 };
const COMMAND_TIMEOUT_MS = 100_000;
const OUR_OWN = /_prisma_migrations|mhbench_marker/;

let services: TestServices;
let address: Address;
let folder: string;
const schemas = () => join(folder, 'schemas');

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

const urlOf = ({ user, password, host, port, database }: Address, schema = 'public'): string =>
  `postgresql://${user}:${password}@${host}:${port}/${database}?schema=${schema}`;

/** The test runner's own variables (NODE_ENV, DEV and others) change what Prisma does at its end. */
const ofAReader = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(PATH|HOME|LANG|NODE_EXTRA_CA_CERTS)$/.test(name)),
);

/** As the guide's reader would type it, on the test's copy of schemas/. */
async function typed(command: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const own = { DATABASE_URL: urlOf(address), MHBENCH_SCHEMAS: schemas(), ...env };
  const child = spawn('bash', ['-c', command], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ofAReader, ...own },
    timeout: COMMAND_TIMEOUT_MS,
  });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((done) => child.on('close', done)),
  ]);
  return { code, output: out + err };
}

async function structure(schema: string): Promise<readonly string[]> {
  await using session = await openSession(address);
  return (await structureOf(session, schema)).filter((line) => !OUR_OWN.test(line));
}

async function editSchema(change: (before: string) => string): Promise<void> {
  const file = join(schemas(), 'global_schema.prisma');
  const before = await readFile(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(file, after);
}

async function failingMigration(): Promise<void> {
  const file = join(schemas(), 'migrations', '20270101000000_add_log_index', 'migration.sql');
  await mkdir(resolve(file, '..'));
  await writeFile(file, 'CREATE INDEX logs_level_idx ON logs (no_such_column);\n');
  const failed = await typed('npm run migrate:deploy');
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain('no_such_column');
  expect((await typed('npm run migrate:deploy')).output).toContain('P3009');
  await writeFile(file, 'CREATE INDEX logs_level_idx ON logs (level);\n');
}

const FIELD = '  source    String   @default("")\n';
/** What the reader does before a command, and what is true after it. */
const STEPS: readonly { readonly command: string; before?: () => Promise<void>; after?: (ended: Ended) => Promise<void> }[] = [
  { command: 'npm run migrate:deploy' },
  {
    command: 'npm run migrate:status',
    after: async ({ output }) => {
      expect(output).toContain('Database schema is up to date');
      expect(await structure('public')).toEqual(await structure('lane'));
    },
  },
  {
    command: 'npm run migrate:dev -- --name add_log_source',
    before: () => editSchema((before) => before.replace(/^( {2}message .*\n)/m, `$1${FIELD}`)),
    after: async () => expect(await structure('public')).toContain("column logs.source text not null default ''::text"),
  },
  {
    command: 'npm run migrate:dev -- --name remove_log_source',
    before: () => editSchema((before) => before.replace(FIELD, '')),
    after: async () => expect(await structure('public')).toEqual(await structure('lane')),
  },
  { command: 'npm run migrate:resolve -- --rolled-back 20270101000000_add_log_index', before: failingMigration },
  {
    command: 'npm run migrate:deploy',
    after: async () => expect((await structure('public')).join('\n')).toContain('index logs_level_idx'),
  },
  {
    command: 'npm run migrate:reset -- --force',
    before: () => rm(join(schemas(), 'migrations', '20270101000000_add_log_index'), { recursive: true }),
    after: async () => expect(await structure('public')).toEqual(await structure('lane')),
  },
  { command: 'npm run migrate:generate' },
];

beforeAll(async () => {
  services = await testServices('postgres', COUNTS);
  address = await services.server('postgres', { settings: {} });
  await mkdir(join(PROJECT, '.bench'), { recursive: true });
  folder = await mkdtemp(join(PROJECT, '.bench', 'test-schemas-'));
  await cp(join(PROJECT, 'schemas'), schemas(), { recursive: true });
  await services.seed({ ...address, schema: 'lane' }, COUNTS, TABLES);
});

afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('the guide to migrations', () => {
  test('its commands are the ones that are run here, in its order', async () => {
    const guide = await readFile(join(PROJECT, 'schemas', 'migrations', 'README.md'), 'utf8');
    const [first, ...commands] = fencedCommands(guide);
    expect(first).toMatch(/^export DATABASE_URL=postgresql:/);
    expect(commands).toEqual(STEPS.map(({ command }) => command));
  });

  test.each(STEPS)('$command', async ({ command, before, after }) => {
    await before?.();
    const ended = await typed(command);
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(ended.output).not.toContain(address.password);
    await after?.(ended);
  });
});

test('what a migration lacks is seen: a column less is a difference', async () => {
  await using session = await openSession(address);
  await session.run('BEGIN; ALTER TABLE public.logs ALTER COLUMN message DROP NOT NULL; COMMIT');
  const changed = await structure('public');
  await session.run('ALTER TABLE public.logs ALTER COLUMN message SET NOT NULL');
  expect(changed).not.toEqual(await structure('lane'));
});

test('a wrong password ends in an error that does not hold it', async () => {
  const url = urlOf({ ...address, password: 'wrong-and-secret' });
  const ended = await typed('npm run migrate:status', { DATABASE_URL: '', MHBENCH_POSTGRES_URL: url });
  expect(ended.code).not.toBe(0);
  expect(ended.output).toContain('MHBENCH_POSTGRES_URL');
  expect(ended.output).not.toContain('wrong-and-secret');
});

test('no database named is a mistake that says what to do', async () => {
  const ended = await typed('npm run migrate:status', { DATABASE_URL: '', MHBENCH_POSTGRES_URL: '' });
  expect(ended).toMatchObject({ code: 2 });
  expect(ended.output).toContain('Set DATABASE_URL or MHBENCH_POSTGRES_URL');
});

test('both schemas are valid to Prisma', async () => {
  const program = 'node node_modules/prisma/build/index.js validate --schema';
  for (const name of ['global_schema', 'chatbot_schema']) {
    const ended = await typed(`${program} ${join('schemas', `${name}.prisma`)}`, {
      MONGODB_URL: 'mongodb://127.0.0.1/milkyhoop',
      MHBENCH_PRISMA_ENGINE: 'js',
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_QUERY_ENGINE_LIBRARY: process.execPath,
    });
    expect(ended, ended.output).toMatchObject({ code: 0 });
  }
});

test('the client reads user 42 and its accounts out of a lane', async () => {
  await using session = await openSession(address);
  const [row] = await session.run('SELECT email, created_at FROM lane.users WHERE id = 42');
  const accounts = await session.run('SELECT id, balance FROM lane.accounts WHERE user_id = 42 ORDER BY id');
  expect(accounts.length).toBeGreaterThan(0);
  await using client = await openPrisma(urlOf(address, 'lane'), { folder: join(folder, '.bench', 'prisma', 'client') });
  const user = await client.user.findUnique({ where: { id: 42n }, include: { accounts: { orderBy: { id: 'asc' } } } });
  expect(user).toMatchObject({ id: 42n, email: row?.['email'], createdAt: row?.['created_at'] });
  const read = user?.accounts?.map(({ id, balance }) => ({ id: Number(id), balance: Number(balance) }));
  expect(read).toEqual(accounts.map(({ id, balance }) => ({ id, balance: Number(balance) })));
});
