/** Finds benches, optimisations, stores and seeders by name; the only importer of content. Nothing is registered: the path is the id. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { controlledStore, controlOptimization } from './control.ts';
import type { AnyControl, AnyOptimization, StoreName, TableName } from './define.ts';
import { UserError } from './errors.ts';
import type { MicroBench } from './micro/micro-bench.ts';
import type { Address, DataVersion, LoadReport, Store } from './stores/store.ts';

export interface CatalogEntry {
  readonly id: string;
  readonly optimization: AnyOptimization;
}
export interface Catalog {
  readonly optimizations: readonly CatalogEntry[];
}

/** The data set, its questions and its digest. */
export type Domain = typeof import('../seeders/domain.ts');
export type Dataset = ReturnType<Domain['dataset']>;
/** Loads the tables that have a form in its store, and reads everything back. An abort ends it with an error. */
export type Seed = (target: Address, data: Dataset, tables: readonly TableName[], signal?: AbortSignal) => Promise<LoadReport>;

/** Optimisations stand beside `src`; another folder may be named, for those of a team's own. */
const folderOf = (env: NodeJS.ProcessEnv): string =>
  path.resolve(env['MHBENCH_OPTIMIZATIONS'] ?? path.join(import.meta.dirname, '..', 'optimizations'));

export async function loadCatalog(): Promise<Catalog> {
  const folder = folderOf(process.env);
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  const ids = files.map((file) => file.replace(/\.ts$/, '').split(path.sep).join('/'));
  return { optimizations: await Promise.all(ids.map(async (id) => ({ id, optimization: await loadOptimization(id) }))) };
}

export async function loadOptimization(id: string): Promise<AnyOptimization> {
  const store = controlledStore(id);
  if (store !== null) return controlOptimization(await loadControl(store));
  const module: { default?: AnyOptimization } = await import(path.join(folderOf(process.env), `${id}.ts`));
  if (module.default === undefined)
    throw new UserError(`optimizations/${id}.ts has no default export`, 'export default defineOptimization({ … })');
  return module.default;
}

/** The known answers of a store. */
async function loadControl(store: string): Promise<AnyControl> {
  const module: { control?: AnyControl } = await import(`../benches/${store}/control.ts`);
  if (module.control === undefined) throw new UserError(`benches/${store}/control.ts does not export control`);
  return module.control;
}

export async function loadStore(name: StoreName): Promise<Store> {
  const module: Record<string, Store | undefined> = await import(`./stores/${name}.ts`);
  const store = module[name];
  if (store === undefined) throw new UserError(`src/stores/${name}.ts does not export ${name}`);
  return store;
}

export async function loadSeeder(name: StoreName): Promise<Seed> {
  const module: { seed: Seed } = await import(`../seeders/${name}.ts`);
  return module.seed;
}

/** COPY alone, to be compared. */
export const loadPostgresCopy = (): Promise<typeof import('../seeders/postgres-copy.ts')> =>
  import('../seeders/postgres-copy.ts');

export const loadDomain = (): Promise<Domain> => import('../seeders/domain.ts');

/** The benches of in-process work: every file of `benches/micro` exports its own as `micro`. */
export async function loadMicroBenches(): Promise<readonly MicroBench[]> {
  const folder = path.join(import.meta.dirname, '..', 'benches', 'micro');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).sort();
  const loaded = files.map(async (file) => {
    const module: { micro?: readonly MicroBench[] } = await import(path.join(folder, file));
    if (module.micro === undefined) throw new UserError(`benches/micro/${file} does not export micro`);
    return module.micro;
  });
  return (await Promise.all(loaded)).flat();
}

/** Beside the seeders: what they draw from, and the columns that rows are loaded into. */
const MAKING = ['src/random.ts', 'src/stores/postgres-schema.ts'];

/** Sources of what is measured: all that stands below these folders, and the optimisations wherever they stand. */
export async function loadCatalogueDigest(): Promise<string> {
  const project = path.join(import.meta.dirname, '..');
  const digest = createHash('sha256');
  for (const folder of [folderOf(process.env), path.join(project, 'benches'), path.join(project, 'seeders')]) {
    const files = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file)).sort();
    for (const file of files) digest.update(`${file}\n${await readFile(path.join(folder, file), 'utf8')}\n`);
  }
  return digest.digest('hex').slice(0, 16);
}

/** By what rows are made and loaded: with another Faker or other sources they may be other rows under the same seed. */
export async function loadDataVersion(): Promise<DataVersion> {
  const project = path.join(import.meta.dirname, '..');
  const seeders = (await readdir(path.join(project, 'seeders'))).filter((file) => /(?<!\.test)\.ts$/.test(file)).sort();
  const digest = createHash('sha256');
  for (const file of [...seeders.map((name) => `seeders/${name}`), ...MAKING]) {
    digest.update(`${file}\n${await readFile(path.join(project, file), 'utf8')}\n`);
  }
  const faker: { default: { version: string } } = await import('@faker-js/faker/package.json', { with: { type: 'json' } });
  return { faker: faker.default.version, sources: digest.digest('hex').slice(0, 16) };
}
