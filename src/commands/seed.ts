/** `mhbench seed`: loads the data set into stores, says how quickly, and uses again what stands there already. */
import path from 'node:path';
import { loadDataVersion, loadDomain } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import type { StoreName } from '../define.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';
import { readKept } from '../provision/kept.ts';
import { sweepLeftovers } from '../provision/leftovers.ts';
import { localProvisioner } from '../provision/local.ts';
import { chosenServers } from './chosen-servers.ts';
import { copyRatio, findPsql } from './copy-ratio.ts';
import { holdMachine } from './measurement-lock.ts';
import { probes } from './probes.ts';
import { linesOf, type SeedOutcome } from './seed-outcome.ts';
import { type Seeding, seedStore } from './seed-store.ts';

export interface SeedOptions {
  /** None means all. */
  readonly stores: readonly string[];
  readonly scale: number;
  readonly seed: number;
  readonly json: boolean;
  readonly compareCopy: boolean;
}

/** In the order in which they are loaded: the quick ones first. */
const STORES: readonly StoreName[] = ['postgres', 'redis', 'faiss', 'mongodb', 'kafka', 'neo4j'];
const NO_PSQL = 'there is no psql here; npm run mhbench -- provision postgres';
/** A store may take a minute, and a half hour more for each time of the full size: several times what a machine of two cores needs. */
const LEAST_MS = 60_000;
const MS_A_SCALE = 1_800_000;

export async function seed(options: SeedOptions, io: Io): Promise<number> {
  const stores = storesOf(options.stores);
  await using _held = await holdMachine(commandOf(options), io, systemClock);
  const benchDir = path.join(io.cwd, '.bench');
  const note = (line: string): void => void io.stderr.write(`${line}\n`);
  for (const line of await sweepLeftovers(benchDir)) note(line);
  const { signal } = io;
  const logDir = path.join(benchDir, 'logs', 'seed');
  await using local = await localProvisioner({ benchDir, runId: 'seed', logDir, probes, signal, note });
  const domain = await loadDomain();
  const counts = domain.countsAt(options.scale);
  const comparing: Seeding['compareCopy'] = async (address, during) => {
    const psql = await findPsql(local, io.env);
    return psql === null ? NO_PSQL : copyRatio(address, domain.dataset(options.seed, counts), psql, during);
  };
  const seeding: Seeding = {
    ...{ domain, signal, seed: options.seed, counts, version: await loadDataVersion() },
    provisioner: chosenServers(io, local, readKept(benchDir)),
    folder: path.join(benchDir, 'seeded'),
    mostMs: LEAST_MS + MS_A_SCALE * options.scale,
    compareCopy: options.compareCopy ? comparing : null,
  };
  return await seedAll(stores, seeding, options, io);
}

async function seedAll(
  stores: readonly StoreName[],
  seeding: Seeding,
  { json, scale, seed: dataSeed, stores: named }: SeedOptions,
  io: Pick<Io, 'stdout'>,
): Promise<number> {
  const outcomes: SeedOutcome[] = [];
  for (const store of stores) {
    const outcome = await seedStore(store, seeding);
    outcomes.push(outcome);
    if (!json) io.stdout.write(`${linesOf(outcome).join('\n')}\n`);
  }
  if (json)
    io.stdout.write(`${JSON.stringify({ scale, seed: dataSeed, version: seeding.version, stores: outcomes }, null, 2)}\n`);
  return exitCodeOf(outcomes, named.length > 0);
}

/** A store that was named must be had; of all that there are, one is enough. */
function exitCodeOf(outcomes: readonly SeedOutcome[], named: boolean): number {
  const states = new Set(outcomes.map(({ state }) => state));
  if (states.has('failed')) return EXIT.failed;
  return (named && states.has('skipped')) || !(states.has('loaded') || states.has('reused')) ? EXIT.environment : EXIT.done;
}

function storesOf(words: readonly string[]): readonly StoreName[] {
  const unknown = words.find((word) => !STORES.some((store) => store === word));
  if (unknown !== undefined)
    throw new UserError(`no store is called ${unknown}.${didYouMean(unknown, STORES)}`, `there are: ${STORES.join(', ')}`);
  return words.length === 0 ? STORES : STORES.filter((store) => words.includes(store));
}

const commandOf = ({ stores, scale, seed: dataSeed }: SeedOptions): string =>
  ['mhbench seed', ...stores, `--scale ${scale} --seed ${dataSeed}`].join(' ');
