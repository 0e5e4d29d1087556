/** What a run takes of the catalogue, and what its profile leaves out until it is named. */
import type { CatalogEntry } from '../catalog.ts';
import type { RunOptions } from '../config.ts';
import type { Profile } from '../experiment/constants.ts';
import type { RunRecord } from '../experiment/record.ts';
import { isNamed, selectIds } from '../select.ts';

export interface Selected {
  readonly entries: readonly CatalogEntry[];
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
    entries: judged.flatMap(({ entry, reason }) => (reason === null ? [entry] : [])),
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
    return `the ${name} profile measures ${stores.join(' and ')}, whose servers start at once; ${store} takes longer`;
  if (optimizations === 'showcase' && showcase !== true)
    return `the ${name} profile has minutes, and measures the strongest of each folder`;
  return null;
}
