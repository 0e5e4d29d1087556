/** What a run takes of the catalogue, and what its profile leaves out until it is named. */
import type { CatalogEntry } from '../catalog.ts';
import type { RunOptions } from '../config.ts';
import type { RunRecord } from '../experiment/record.ts';
import { isNamed, selectIds } from '../select.ts';

export interface Selected {
  readonly entries: readonly CatalogEntry[];
  readonly leftOut: RunRecord['skipped'];
}

/** Named optimisations run in every profile; otherwise the profile's stores decide, and the others are listed with how to run them. */
export function selected(
  all: readonly CatalogEntry[],
  options: Pick<RunOptions, 'ids' | 'only' | 'exclude' | 'profile'>,
): Selected {
  const ids = selectIds(
    all.map(({ id }) => id),
    options,
  );
  const chosen = all.filter(({ id }) => ids.includes(id));
  const { stores, name } = options.profile;
  if (stores === 'all' || isNamed(options)) return { entries: chosen, leftOut: [] };
  const isOf = ({ optimization }: CatalogEntry) => stores.includes(optimization.store);
  return {
    entries: chosen.filter(isOf),
    leftOut: chosen
      .filter((entry) => !isOf(entry))
      .map(({ id, optimization }) => ({
        id,
        reason: `the ${name} profile measures ${stores.join(' and ')}, whose servers start at once; ${optimization.store} takes longer`,
        remedy: `npm run bench -- --only '${id}'`,
      })),
  };
}
