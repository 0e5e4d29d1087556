// A smoke run of every store: no password that was used stands in anything that it wrote or in the arguments of any process.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HIDDEN } from './redact.ts';
import { readRun } from './testing/cli.ts';
import { ownPackages, type ScratchProject, scratchProject } from './testing/scratch-project.ts';

/** One optimisation of each store; that of PostgreSQL with PgBouncer before it. */
const OF_EVERY_STORE = [
  ...['connection_pooling/pgbouncer', 'cache_ttl/ttl-on-keys', 'event_partitioning/partition-count'],
  ...['graph_traversal/unique-key', 'document_modelling/conversation-index', 'vector_search/recall-against-speed'],
];
const EVERY_SERVER = ['postgres', 'pgbouncer', 'redis', 'kafka', 'neo4j', 'mongodb', 'faiss'];
/** What the environment of the run holds beside, as that of somebody who uses our containers and a repository of his own. */
const OF_THE_ENVIRONMENT = {
  POSTGRES_PASSWORD: 'marmalade-sandwich',
  MHBENCH_MAVEN_URL: 'http://me:mulberry-tree@127.0.0.1:1/m2',
};
const SECRETS_OF_THE_ENVIRONMENT = ['marmalade-sandwich', 'mulberry-tree'];

type Texts = Readonly<Record<string, string>>;

/** Where a secret stands, or what looks like a password in an address or after its name; never the secret itself. */
function leaks(texts: Texts, secrets: readonly string[]): readonly string[] {
  const looks = [/:\/\/[^\s/:@"']*:(?!\*\*\*@)[^\s/@"']+@/, /\b(password|passwd|pwd|requirepass)[=:]\s*(?!\*\*\*)[^\s",;]{4,}/i];
  return Object.entries(texts).flatMap(([where, text]) => [
    ...secrets.flatMap((secret, index) => (text.includes(secret) ? [`secret ${index} stands in ${where}`] : [])),
    ...looks.flatMap((look) => (look.test(text) ? [`something like a password stands in ${where}`] : [])),
  ]);
}

const filesIn = (folder: string): Texts =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );

/** The passwords that stand in the files of servers that run now: found without asking the program which secrets it knows. */
const passwordsInFiles = (data: string): readonly string[] =>
  readdirSync(data, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    if (!/(redis\.conf|userlist\.txt)$/.test(name)) return [];
    const text = readFileSync(join(data, name), 'utf8');
    return [...text.matchAll(/^requirepass (\S+)$|^"[^"]*" "([^"]+)"$/gm)].map(
      ([, redis, pgbouncer]) => redis ?? pgbouncer ?? '',
    );
  });

const argumentsOfAll = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8');
      } catch {
        return ''; // It ended between two looks.
      }
    })
    .join('\n');

let at: ScratchProject;
beforeAll(async () => {
  await ownPackages(['postgres', 'pgbouncer', 'redis', 'kafka', 'neo4j', 'mongodb']);
  at = await scratchProject();
});
afterAll(() => at[Symbol.asyncDispose]());

test('a password in any of the texts would be found', () => {
  const secrets = ['0a1b2c3d4e5f'];
  expect(leaks({ 'x.log': 'AUTH 0a1b2c3d4e5f' }, secrets)).toEqual(['secret 0 stands in x.log']);
  expect(leaks({ a: 'redis://:any-other@h/', b: 'password=any-other', c: 'x' }, secrets)).toHaveLength(2);
  expect(leaks({ a: `redis://:${HIDDEN}@h/ password=${HIDDEN}, password authentication failed` }, secrets)).toEqual([]);
});

test('no password stands in what a run of every store wrote', { timeout: 400_000 }, async () => {
  const told = join(at.folder, 'secrets.json');
  const teller = fileURLToPath(new URL('testing/telling-secrets.ts', import.meta.url));
  const found = new Set<string>();
  const seen: string[] = [];
  const run = at.run(OF_EVERY_STORE, {
    env: { ...OF_THE_ENVIRONMENT, SECRETS_TOLD_TO: told },
    node: ['--import', import.meta.resolve('tsx'), '--import', teller],
    onEvent: () => {
      for (const password of passwordsInFiles(join(at.folder, '.bench', 'data'))) found.add(password);
      seen.push(argumentsOfAll());
    },
  });
  const { stderr } = await run.ended;
  const record = readRun(at.out);
  // Whether each comparison succeeds is no matter here; that each store was there is.
  expect(new Set(record.servers.map(({ name }) => name.replace(/-\d+$/, '')))).toEqual(new Set(EVERY_SERVER));
  expect(statSync(told).mode & 0o777).toBe(0o600);
  const known: readonly string[] = JSON.parse(readFileSync(told, 'utf8'));
  // Two of Redis and that of the lane behind PgBouncer: none of them may be missing from what the redaction knows.
  expect(found.size).toBeGreaterThanOrEqual(3);
  expect(known).toEqual(expect.arrayContaining([...found, ...SECRETS_OF_THE_ENVIRONMENT]));
  const texts: Texts = { stdout: JSON.stringify(run.events), stderr, arguments: seen.join('\n'), ...filesIn(at.out) };
  expect(Object.keys(texts).filter((name) => /(run\.json|index\.html|\.log)$/.test(name)).length).toBeGreaterThan(7);
  expect(leaks(texts, known)).toEqual([]);
});
