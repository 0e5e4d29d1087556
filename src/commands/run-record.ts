/** The record of a run at its beginning, and the commands that stand in it. */
import { loadCatalogueDigest } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io, RunOptions } from '../config.ts';
import { CONSTANTS } from '../experiment/constants.ts';
import type { Plan } from '../experiment/plan.ts';
import { type LoadWish, wishFlags } from '../experiment/plan-load.ts';
import { type RunRecord, SCHEMA_VERSION } from '../experiment/record.ts';
import type { AcceptedShift } from '../report/accepted.ts';
import { commitOf, environmentOf, toolVersion, trustOfTool, versionOf } from './environment.ts';
import type { Machine } from './machine.ts';
import type { Planned } from './run-plan.ts';

export const commandOf = ({ profile, scale, seed, runSeed, only, exclude, ids, ...wish }: RunOptions): string =>
  [
    'mhbench run',
    ...ids,
    ...only.map((glob) => `--only '${glob}'`),
    ...exclude.map((glob) => `--exclude '${glob}'`),
    `--profile ${profile.name} --scale ${scale} --seed ${seed} --run-seed ${runSeed}`,
    ...flagsOf(wish),
  ].join(' ');

export const repeatCommand = (id: string, { profile, scale, seed, runSeed, ...wish }: RunOptions): string =>
  [
    `npm run bench -- --only '${id}' --profile ${profile.name} --scale ${scale} --seed ${seed} --run-seed ${runSeed}`,
    ...flagsOf(wish),
  ].join(' ');

const flagsOf = (wish: LoadWish) => [wishFlags(wish)].filter((flags) => flags !== '');

/** 20261122-133005: sorts by time, and two runs of one second cannot be, because one machine measures once at a time. */
export const runIdOf = (date: Date) => date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

/** What the plan left out, as the record tells it. */
export const leftOutBefore = ({ leftOut }: Plan): RunRecord['notRun'] =>
  leftOut.map(({ key, id, seconds }) => ({ key, id, why: 'plan', seconds }));

const askedFor = ({ ids, only, exclude, cpus, load, concurrency, isWall, budgetSeconds }: RunOptions) => ({
  ...{ ids: [...ids], only: [...only], exclude: [...exclude], cpus, load, concurrency: [...concurrency] },
  timeoutSeconds: isWall ? budgetSeconds : null,
});

/** What a run is made on: held against the record of a run that is to be taken up again. */
export interface Ground {
  readonly commit: string | null;
  readonly catalogue: string;
  readonly toolVersion: string;
  readonly environment: RunRecord['environment'];
}

export const groundOf = async (machine: Machine, io: Pick<Io, 'cwd'>): Promise<Ground> => ({
  commit: await commitOf(io.cwd),
  catalogue: await loadCatalogueDigest(),
  toolVersion: await toolVersion(),
  environment: await environmentOf(machine),
});

export async function freshRecord(
  { options, plan, domain, leftOut, shard }: Planned,
  { environment, ...sources }: Ground,
  accepted: readonly AcceptedShift[],
): Promise<RunRecord> {
  const started = systemClock.date();
  const { referenceDate } = domain.dataset(options.seed, domain.countsAt(options.scale));
  return {
    schemaVersion: SCHEMA_VERSION,
    run: {
      id: runIdOf(started),
      status: 'running',
      startedAt: started.toISOString(),
      durationMs: 0,
      profile: options.profile.name,
      scale: options.scale,
      dataSeed: options.seed,
      runSeed: options.runSeed,
      command: commandOf(options),
      ...sources,
      planned: plan.comparisons,
      ...(wishFlags(options) === '' ? {} : { load: wishFlags(options) }),
      asked: askedFor(options),
      ...(shard && { shard }),
    },
    constants: { ...CONSTANTS, profile: options.profile },
    environment,
    selftest: await trustOfTool(),
    servers: [],
    dataset: {
      seed: options.seed,
      scale: options.scale,
      fakerVersion: await versionOf('@faker-js/faker'),
      referenceDate: referenceDate.toISOString(),
      digest: '',
      tables: [],
      loads: [],
    },
    optimizations: [],
    controls: [],
    comparisons: [],
    skipped: [...leftOut],
    notRun: leftOutBefore(plan),
    failed: [],
    accepted: accepted.filter(({ id }) => plan.optimizations.some((planned) => planned.id === id)),
  };
}
