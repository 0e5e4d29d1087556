/** What a run takes of the catalogue, and what its profile leaves out until it is named. */
import type { CatalogEntry } from '../catalog.ts';
import type { RunOptions } from '../config.ts';
import type { AnyBench, AnyReading } from '../define.ts';
import type { Profile } from '../experiment/constants.ts';
import type { Entry } from '../experiment/plan.ts';
import type { RunRecord } from '../experiment/record.ts';
import { isNamed, selectIds } from '../select.ts';

export interface Selected {
  readonly entries: readonly Entry[];
  readonly leftOut: RunRecord['skipped'];
}

/** Named optimisations run in every profile; otherwise the profile decides, and the others are listed with how to run them. */
export function selected(
  all: readonly CatalogEntry[],
  options: Pick<RunOptions, 'ids' | 'only' | 'exclude' | 'profile'>,
): Selected {
  const ids = selectIds(
    all.map(({ id }) => id),
    options,
  );
  const chosen = all.filter(({ id }) => ids.includes(id));
  if (isNamed(options)) return { entries: chosen, leftOut: [] };
  const judged = chosen.map((entry) => ({ entry, reason: reasonAgainst(entry, options.profile) }));
  return {
    entries: judged.flatMap(({ entry, reason }) => (reason === null ? [shown(entry, options.profile)] : [])),
    leftOut: judged.flatMap(({ entry: { id }, reason }) =>
      reason === null ? [] : [{ id, reason, remedy: `npm run bench -- --only '${id}'` }],
    ),
  };
}

/** Why a profile leaves it out until it is named; null where it does not. */
function reasonAgainst(
  { optimization: { store, showcase } }: CatalogEntry,
  { name, stores, optimizations }: Profile,
): string | null {
  if (stores !== 'all' && !stores.includes(store))
    return `the ${name} profile measures ${stores.join(' and ')}, and ${store} is not among them`;
  if (optimizations === 'showcase' && showcase === undefined)
    return `the ${name} profile has minutes, and measures the strongest of each folder`;
  return null;
}

/** A profile that has minutes shows an optimisation by one candidate, and by some of its benches; who names it has all of them. */
function shown(entry: CatalogEntry, { name, optimizations }: Profile): Entry {
  const { id, optimization } = entry;
  const { showcase, showcaseBenches, candidates, gain, price, claims } = optimization;
  const others = candidates.filter((candidate) => candidate.name !== showcase).map((candidate) => candidate.name);
  const all: Readonly<Record<string, AnyBench | AnyReading>> = { ...gain, ...price };
  // A reading takes no time worth saving.
  const benches = Object.entries(all).flatMap(([bench, each]) => ('of' in each ? [] : [bench]));
  const isLeft = (bench: string): boolean => benches.includes(bench) && showcaseBenches?.includes(bench) === false;
  const left = [...others, ...benches.filter(isLeft)];
  if (optimizations === 'all' || showcase === undefined || left.length === 0) return entry;
  const without = <T extends object>(parts: T): T =>
    Object.fromEntries(Object.entries(parts).filter(([name]) => !isLeft(name))) as T;
  const its = {
    candidates: candidates.filter((candidate) => candidate.name === showcase),
    ...{ gain: without(gain), price: without(price) },
    claims: claims.filter(
      (claim) =>
        (claim.candidate === undefined || claim.candidate === showcase) &&
        !('metric' in claim && isLeft(claim.metric.replace(/\..*/, ''))),
    ),
  };
  const note = `The ${name} profile shows it by “${showcase}”; npm run bench -- --only '${id}' measures also ${left.join(', ')}.`;
  const later = benches.filter((bench) => isLeft(bench) && bench in price).map((bench) => (price[bench] as AnyBench).description);
  return { id, optimization: { ...optimization, ...its }, note, ...(later.length > 0 && { later }) };
}
