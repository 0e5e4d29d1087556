/** `run --resume`: the record of a run that did not come to its end, held against what is here now, and as what goes on. */
import path from 'node:path';
import type { RunOptions } from '../config.ts';
import { UnlikeError, UserError } from '../errors.ts';
import type { Profile } from '../experiment/constants.ts';
import type { RunRecord } from '../experiment/record.ts';
import { machineFacts } from '../report/machine-key.ts';
import type { Planned } from './run-plan.ts';
import { type Ground, leftOutBefore } from './run-record.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface Stored {
  readonly folder: string;
  readonly record: RunRecord;
  /** Those of the command, with everything that decides what is measured from the record. */
  readonly options: RunOptions;
}

interface Here {
  readonly ground: Ground;
  readonly cwd: string;
  /** The machine may be of another kind. */
  readonly anyMachine?: boolean;
}

/** Throws with every difference where the run cannot go on here. */
export async function takeUp(run: string, options: RunOptions, { ground, cwd, anyMachine = false }: Here): Promise<Stored> {
  const file = await findRecord({ run, out: options.out, cwd });
  const record = await readRecord(file);
  const asked = askedOf(record);
  const differences = [...differingFlags(record, asked, options), ...differingGround(record, ground, anyMachine)];
  if (differences.length > 0)
    throw new UnlikeError(
      `run ${record.run.id} cannot go on here`,
      differences,
      'what was measured under other circumstances would stand beside it: begin a run of its own',
    );
  return { folder: path.dirname(file), record, options: optionsOf(record, asked, options) };
}

type Asked = NonNullable<RunRecord['run']['asked']>;

function askedOf({ run }: RunRecord): Asked {
  if (run.asked !== undefined) return run.asked;
  throw new UserError(
    `run ${run.id} does not say what it was asked for: it was made by a version that could not take up runs`,
    `begin it again: ${run.command}`,
  );
}

/** Flags that say otherwise than the record; what the environment and the configuration file say does not count. */
function differingFlags({ run }: RunRecord, asked: Asked, options: RunOptions): readonly string[] {
  const { profile, scale, dataSeed: seed, runSeed } = run;
  const { only, exclude, cpus, load, concurrency } = asked;
  const shard = run.shard === undefined ? null : { index: run.shard.index, of: run.shard.of };
  const stored: Readonly<Record<string, unknown>> = {
    ...{ profile, scale, seed, runSeed, only, exclude, cpus, load, concurrency, shard },
  };
  const given = Object.entries(options.origins).flatMap(([key, { value, origin }]) => {
    const flag = /^flag (.*)$/.exec(origin)?.[1];
    return flag === undefined || !(key in stored) ? [] : [[flag, value, stored[key]] as const];
  });
  const named = options.ids.length === 0 ? [] : [['ids', options.ids, asked.ids] as const];
  return [...named, ...given].flatMap(([name, value, before]) => differenceOf(name, before, value));
}

/** `the run had X, and here it is Y`. */
function differenceOf(name: string, before: unknown, now: unknown): readonly string[] {
  const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'unknown'));
  return text(before) === text(now) ? [] : [`${name}: the run has ${text(before)}, and here it is ${text(now)}`];
}

function differingGround({ run, environment }: RunRecord, ground: Ground, anyMachine: boolean): readonly string[] {
  const factsOf = (env: RunRecord['environment']): Readonly<Record<string, unknown>> => ({
    ...(anyMachine ? {} : machineFacts(env)),
    node: env.node,
    ...Object.fromEntries(Object.entries(env.packages).map(([name, version]) => [`package ${name}`, version])),
  });
  const [before, now] = [factsOf(environment), factsOf(ground.environment)];
  return [
    ...differenceOf('commit', run.commit, ground.commit),
    ...differenceOf('catalogue (benches, optimisations, seeders)', run.catalogue, ground.catalogue),
    ...Object.keys({ ...before, ...now }).flatMap((name) => differenceOf(name, before[name], now[name])),
  ];
}

/** A wall time begins anew with each part of a run: without one of its own, a part has what the first one had. */
function optionsOf({ run, constants }: RunRecord, asked: Asked, options: RunOptions): RunOptions {
  const profile = constants['profile'] as Profile;
  const budgetSeconds = options.isWall ? options.budgetSeconds : (asked.timeoutSeconds ?? profile.budgetSeconds);
  return {
    ...options,
    ...{ ids: asked.ids, only: asked.only, exclude: asked.exclude },
    ...{ cpus: asked.cpus, load: asked.load, concurrency: asked.concurrency },
    shard: run.shard ?? null,
    ...{ scale: run.scale, seed: run.dataSeed, runSeed: run.runSeed },
    profile: { ...profile, budgetSeconds },
    ...{ budgetSeconds, isWall: options.isWall || asked.timeoutSeconds !== null },
  };
}

/** The record as it goes on: what was measured stands; what failed, was skipped or left out is decided anew. */
export function goingOn(record: RunRecord, { plan, leftOut }: Planned, now: Date): RunRecord {
  const { run } = record;
  const resumedAt = [...(run.resumedAt ?? []), now.toISOString()];
  return {
    ...record,
    run: { ...run, status: 'running', planned: plan.comparisons, resumedAt },
    ...{ skipped: [...leftOut], notRun: leftOutBefore(plan), failed: [] },
  };
}
