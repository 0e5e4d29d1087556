/** Which optimisations a run takes: ids and globs, pure. A filter that matches nothing is a mistake, never an empty run. */
import { UserError } from './errors.ts';
import { nearest } from './nearest.ts';

export interface Selection {
  /** Exact ids or globs; none: all. */
  readonly ids: readonly string[];
  readonly only: readonly string[];
  readonly exclude: readonly string[];
}

/** The selected ids, in the order of `all`. */
export function selectIds(all: readonly string[], { ids, only, exclude }: Selection): readonly string[] {
  const idle = [...ids, ...only, ...exclude].filter((pattern) => !all.some(matcher(pattern)));
  if (idle.length > 0) throw new UserError(idle.map((pattern) => matchedNothing(pattern, all)).join('\n'), LIST_HINT);
  const selected = all.filter((id) => matchesAny(id, ids) && matchesAny(id, only) && !exclude.some((glob) => matcher(glob)(id)));
  if (selected.length > 0) return selected;
  const filters = [...ids, ...only.map((glob) => `--only ${glob}`), ...exclude.map((glob) => `--exclude ${glob}`)];
  throw new UserError(
    `Nothing is left to run: no id passes all of ${filters.join(' ') || 'the catalogue (it is empty)'}.`,
    LIST_HINT,
  );
}

/** Whether the user named what to run; then a profile leaves nothing out. */
export const isNamed = ({ ids, only }: Selection): boolean => ids.length > 0 || only.length > 0;

const LIST_HINT = 'mhbench list shows every id. A * stands for anything, also across /.';

const matchesAny = (id: string, globs: readonly string[]): boolean =>
  globs.length === 0 || globs.some((glob) => matcher(glob)(id));

function matcher(glob: string): (id: string) => boolean {
  const source = glob
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`);
  return (id) => expression.test(id);
}

function matchedNothing(pattern: string, all: readonly string[]): string {
  const folder = `${pattern.replace(/\/+$/, '')}/`;
  const isFolder = all.some((id) => id.startsWith(folder));
  const guesses = isFolder ? [`'${folder}*'`] : nearest(pattern.replaceAll('*', ''), all);
  return `No id matches ${pattern}.${guesses.length === 0 ? '' : ` Did you mean ${guesses.join(' or ')}?`}`;
}
