/** One record of the shards of a run that was split over machines; the unlike are told with every difference. Pure. */
import { machineFacts } from '../report/machine-key.ts';
import { rejudge } from './controls.ts';
import type { RunRecord } from './record.ts';

export interface Unlike {
  /** Whatever would make the merged record say something that none of its parts was measured as. */
  readonly grave: readonly string[];
  /** Machines of another kind: each optimisation was still measured on one of them. */
  readonly machines: readonly string[];
}

type Facts = Readonly<Record<string, unknown>>;
const sourcesOf = ({ run, constants, environment }: RunRecord): Facts => ({
  ...{ commit: run.commit, catalogue: run.catalogue, version: run.toolVersion, profile: run.profile, scale: run.scale },
  ...{ 'data seed': run.dataSeed, 'run seed': run.runSeed, load: run.load ?? 'its own', constants },
  ...{ shards: run.shard?.of, 'comparisons in all': run.shard?.comparisons, selection: run.asked && selectionOf(run.asked) },
  ...{ node: environment.node, ...environment.packages },
});
const selectionOf = ({ ids, only, exclude, cpus }: NonNullable<RunRecord['run']['asked']>) => ({ ids, only, exclude, cpus });
const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'unknown'));

/** The first one says what the others are held against. */
export function unlikeShards([first, ...others]: readonly RunRecord[]): Unlike {
  if (first === undefined) return { grave: ['there is no run'], machines: [] };
  const differing = (factsOf: (record: RunRecord) => Facts) =>
    others.flatMap((other) => {
      const [here, there] = [factsOf(first), factsOf(other)];
      return Object.keys({ ...here, ...there }).flatMap((name) =>
        text(here[name]) === text(there[name])
          ? []
          : [`${name}: ${text(here[name])} in ${first.run.id}, and ${text(there[name])} in ${other.run.id}`],
      );
    });
  const all = [first, ...others];
  const none = all.filter(({ run }) => run.shard === undefined).map(({ run }) => `${run.id} is no shard of a run`);
  return {
    grave: [...none, ...twice(all), ...differing(sourcesOf), ...otherRows(all)],
    machines: differing(({ environment }) => machineFacts(environment)),
  };
}

const twice = (all: readonly RunRecord[]): readonly string[] =>
  all.flatMap(({ run }, i) => {
    const before = all.slice(0, i).find((other) => run.shard !== undefined && other.run.shard?.index === run.shard.index);
    return before === undefined ? [] : [`shard ${run.shard?.index} stands twice: ${before.run.id} and ${run.id}`];
  });

/** Tables of one store under one name whose rows are others. */
function otherRows(all: readonly RunRecord[]): readonly string[] {
  const known = new Map<string, { readonly digest: string; readonly run: string }>();
  return all.flatMap(({ run, dataset }) =>
    (dataset?.tables ?? []).flatMap(({ store, table, digest }) => {
      const name = `${store}'s ${table}`;
      const before = known.get(name);
      known.set(name, before ?? { digest, run: run.id });
      return before === undefined || before.digest === digest
        ? []
        : [`rows of ${name}: others in ${before.run} than in ${run.id}`];
    }),
  );
}

export interface Merging {
  readonly id: string;
  readonly command: string;
  /** What differs and was allowed to. */
  readonly differing: readonly string[];
  readonly digestOf: (tables: NonNullable<RunRecord['dataset']>['tables']) => string;
}

/** Of shards that are alike. Shards that are not there leave their comparisons planned and missing. */
export function mergeShards(shards: readonly RunRecord[], { id, command, differing, digestOf }: Merging): RunRecord {
  const all = [...shards].sort((one, other) => (one.run.shard?.index ?? 0) - (other.run.shard?.index ?? 0));
  const [first] = all;
  if (first === undefined) throw new Error('nothing to merge');
  const { shard, resumedAt: _resumedAt, ...run } = first.run;
  const each = <T>(part: (record: RunRecord) => readonly T[]): T[] => all.flatMap(part);
  const beforehand = each(({ notRun }) => notRun.filter(({ why }) => why === 'plan'));
  const whole = all.every((one) => one.run.status === 'complete');
  const merged: RunRecord = {
    ...first,
    run: {
      ...run,
      ...{ id, command, status: whole ? 'complete' : 'interrupted' },
      startedAt: each((one) => [one.run.startedAt]).sort()[0] ?? run.startedAt,
      durationMs: all.reduce((sum, one) => sum + one.run.durationMs, 0),
      planned: (shard?.comparisons ?? run.planned) - beforehand.length,
      merged: {
        of: shard?.of ?? all.length,
        shards: each((one) => (one.run.shard === undefined ? [] : [one.run.shard.index])),
        runs: each((one) => [one.run.id]),
        differing: [...differing],
      },
    },
    servers: each(({ servers }) => servers),
    dataset: first.dataset && { ...first.dataset, ...datasetOf(all, digestOf) },
    optimizations: each(({ optimizations }) => optimizations),
    controls: each(({ controls }) => controls),
    comparisons: each(({ comparisons }) => comparisons),
    confirmations: each(({ confirmations = [] }) => confirmations),
    skipped: [...new Map(each(({ skipped }) => skipped).map((one) => [one.id, one])).values()],
    notRun: each(({ notRun }) => notRun),
    failed: each(({ failed }) => failed),
  };
  for (const store of new Set(merged.controls.map((control) => control.store))) rejudge(merged, store);
  return merged;
}

function datasetOf(all: readonly RunRecord[], digestOf: Merging['digestOf']) {
  const parts = all.flatMap(({ dataset }) => (dataset === null ? [] : [dataset]));
  const tables = [...new Map(parts.flatMap((part) => part.tables).map((each) => [`${each.store} ${each.table}`, each])).values()];
  return { tables, loads: parts.flatMap(({ loads }) => loads), digest: digestOf(tables) };
}
