// The whole catalogue in smoke, once, on real servers of every store: what it did, what it told, and what it left.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCatalog, loadDomain } from '../catalog.ts';
import { PROFILES } from '../experiment/constants.ts';
import { planRun } from '../experiment/plan.ts';
import { recompute } from '../experiment/recompute.ts';
import { type RunRecord, recordSchema } from '../experiment/record.ts';
import { HIDDEN } from '../redact.ts';
import { rawRun, readRun } from '../testing/cli.ts';
import { argumentsOfAll, filesIn, leaks, passwordsInFiles, type Texts } from '../testing/leaks.ts';
import { ownPackages, type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

const EVERY_SERVER = ['postgres', 'pgbouncer', 'redis', 'kafka', 'neo4j', 'mongodb', 'faiss'] as const;
/** What the environment of the run holds beside, as that of somebody who uses our containers and a repository of his own. */
const OF_THE_ENVIRONMENT = {
  POSTGRES_PASSWORD: 'marmalade-sandwich',
  MHBENCH_MAVEN_URL: 'http://me:mulberry-tree@127.0.0.1:1/m2',
};
const SECRETS_OF_THE_ENVIRONMENT = ['marmalade-sandwich', 'mulberry-tree'];
const TELLER = fileURLToPath(new URL('../testing/telling-secrets.ts', import.meta.url));
/** Servers stand when these are told. */
const LOOKED_AT: readonly string[] = ['server', 'optimization', 'comparison'];

let at: ScratchProject;
let record: RunRecord;
let code: number | null;
/** Of servers while they ran: their passwords, found without asking the program which secrets it knows. */
const found = new Set<string>();
const texts: Record<string, string> = {};

beforeAll(async () => {
  await ownPackages(EVERY_SERVER.filter((name) => name !== 'faiss'));
  at = await scratchProject();
});
beforeAll(async () => {
  const seen = new Set<string>();
  const run = at.run([], {
    env: { ...OF_THE_ENVIRONMENT, SECRETS_TOLD_TO: path.join(at.folder, 'secrets.json') },
    node: ['--import', import.meta.resolve('tsx'), '--import', TELLER],
    onEvent: ({ kind }) => {
      if (!LOOKED_AT.includes(kind)) return;
      for (const password of passwordsInFiles(path.join(at.folder, '.bench', 'data'))) found.add(password);
      for (const words of argumentsOfAll()) seen.add(words);
    },
  });
  const { code: exit, stderr } = await run.ended;
  code = exit;
  record = readRun(at.out);
  Object.assign(texts, { stdout: JSON.stringify(run.events), stderr, arguments: [...seen].join('\n') } satisfies Texts);
}, 900_000);
afterAll(() => at[Symbol.asyncDispose]());

/** How many comparisons were planned of optimisations that turned out not to be possible here. */
async function plannedOf(ids: readonly string[]): Promise<number> {
  const { optimizations } = await loadCatalog();
  const counts = (await loadDomain()).countsAt(record.run.scale);
  const profile = { name: 'smoke', ...PROFILES.smoke };
  const entries = optimizations.filter(({ id }) => ids.includes(id));
  return planRun(entries, { profile, counts, memoryBytes: Number.POSITIVE_INFINITY }).comparisons;
}

test('it applies, answers, explains and undoes every optimisation, and judges nothing', async () => {
  expect(code, texts['stderr']).toBe(0);
  expect(record).toMatchObject({ run: { status: 'complete', profile: 'smoke' }, failed: [] });
  // What only MongoDB itself can show is skipped where something stands in its place, Citus where no server has it, and PQ where there are
  // too few vectors to train it.
  const skipped = record.skipped.filter(({ reason }) => !reason.includes('MongoDB protocol')).map(({ id }) => id);
  expect(skipped).toEqual(['sharding_partitioning/citus', 'vector_search/product-quantisation']);
  expect(record.comparisons.length + (await plannedOf(record.skipped.map(({ id }) => id)))).toBe(record.run.planned);
  expect(new Set(record.comparisons.map(({ reason }) => reason))).toEqual(new Set(['smoke']));
  expect(record.comparisons.filter(({ answers }) => !answers.equal)).toEqual([]);
  // A drill has no verdict.
  const judged = record.comparisons.filter(({ evidence }) => evidence.shape !== 'drill');
  const verdicts = judged.length + record.controls.length;
  expect(recompute(record)).toEqual({ comparisons: verdicts, withheld: [], differences: [] });
  expect(record.optimizations.filter(({ claims }) => claims === undefined)).toEqual([]);
  const lanes = record.optimizations.flatMap((optimization) => optimization.lanes);
  expect(lanes.filter(({ undone }) => undone === 'failed')).toEqual([]);
  expect(lanes.some(({ undone }) => undone === 'statements')).toBe(true);
  // What a function of the lane asks has no plan.
  const stated = record.comparisons.filter(
    ({ evidence, statements, store }) =>
      store === 'postgres' && evidence.shape === 'calls' && (statements.baseline ?? statements.candidate) !== null,
  );
  const explained = record.optimizations.filter(({ plans }) => plans.length > 0).map(({ id }) => id);
  expect(stated.filter(({ id }) => !explained.includes(id))).toEqual([]);
  const fits = new Ajv2020({ strict: false }).compile(recordSchema());
  fits(rawRun(at.out));
  expect(fits.errors).toBeNull();
});

test('it was on every kind of server', () => {
  expect(record.servers.map(({ name }) => name.replace(/-\d+$/, ''))).toEqual(expect.arrayContaining([...EVERY_SERVER]));
});

test('a password in any of the texts would be found', () => {
  const secrets = ['0a1b2c3d4e5f'];
  expect(leaks({ 'x.log': 'AUTH 0a1b2c3d4e5f' }, secrets)).toEqual(['secret 0 stands in x.log']);
  expect(leaks({ a: 'redis://:any-other@h/', b: 'password=any-other', c: 'x' }, secrets)).toHaveLength(2);
  expect(leaks({ a: `redis://:${HIDDEN}@h/ password=${HIDDEN}, password authentication failed` }, secrets)).toEqual([]);
});

test('no password that was used stands in anything that it wrote or in the arguments of any process', () => {
  const told = path.join(at.folder, 'secrets.json');
  expect(statSync(told).mode & 0o777).toBe(0o600);
  const known: readonly string[] = JSON.parse(readFileSync(told, 'utf8'));
  // Those of Redis and of the lane behind PgBouncer: none of them may be missing from what the redaction knows.
  expect(found.size).toBeGreaterThanOrEqual(3);
  expect(known).toEqual(expect.arrayContaining([...found, ...SECRETS_OF_THE_ENVIRONMENT]));
  const all: Texts = { ...texts, ...filesIn(at.out) };
  expect(Object.keys(all).filter((name) => /(run\.json|index\.html|\.log)$/.test(name)).length).toBeGreaterThan(7);
  expect(leaks(all, known)).toEqual([]);
});

test('nothing is left of it', async () => {
  await expect.poll(at.left, { timeout: 15_000, interval: 100 }).toEqual([]);
});
