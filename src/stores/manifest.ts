/** The note that loaded data carries in its store: what it is, what it was made by, and what was read back. Written last, so that half a load has none. Pure. */
import { z } from 'zod';
import { type Counts, TABLES } from '../define.ts';
import type { DataVersion, LoadReport } from './store.ts';

const shape = z.object({
  tool: z.literal('milkyhoop-bench'),
  seed: z.number(),
  faker: z.string(),
  sources: z.string(),
  counts: z.record(z.enum(TABLES), z.number()),
  tables: z.array(z.object({ table: z.string(), rows: z.number(), digest: z.string(), bytes: z.number().nullable() })),
  /** What a look at the data told then: rows, structure. A later look that tells otherwise means that somebody changed it. */
  look: z.array(z.string()),
});
export type Manifest = Readonly<z.infer<typeof shape>>;

/** What the rows are to be. */
export interface Wanted {
  readonly seed: number;
  readonly version: DataVersion;
  readonly counts: Counts;
}

export const manifestOf = (
  { seed, version, counts }: Wanted,
  tables: LoadReport['tables'],
  look: readonly string[] = [],
): Manifest => ({
  ...{ tool: 'milkyhoop-bench', seed, ...version, counts: { ...counts } },
  tables: tables.map((table) => ({ ...table })),
  look: [...look],
});

/** From the text that a store keeps; null when it is nothing of ours. */
export function readManifest(text: unknown): Manifest | null {
  if (typeof text !== 'string') return null;
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // Somebody's own words: not JSON.
  }
}

/** Whether rows under this manifest were made as they would be made now. Their counts may differ. */
export const sameMaking = (found: Manifest, { seed, version }: Pick<Wanted, 'seed' | 'version'>): boolean =>
  found.seed === seed && found.faker === version.faker && found.sources === version.sources;

/** Why data under this manifest is not the data that is wanted, in words that follow `because`; null when it is. */
export function whyOther(found: Manifest, { seed, version, counts }: Wanted): string | null {
  if (found.seed !== seed) return `it is of seed ${found.seed}, not ${seed}`;
  const other = TABLES.find((table) => found.counts[table] !== counts[table]);
  if (other !== undefined) return `it has ${found.counts[other]} ${other}, not ${counts[other]}`;
  if (found.faker !== version.faker) return `its words are of Faker ${found.faker}, not ${version.faker}`;
  return found.sources === version.sources ? null : 'the sources that make and load it have changed since';
}

/** What somebody changed since the data was loaded; null when a look tells the same. */
export function whyChanged({ look }: Manifest, now: readonly string[]): string | null {
  const gone = look.find((line) => !now.includes(line));
  const come = now.find((line) => !look.includes(line));
  if (gone === undefined && come === undefined) return null;
  return `somebody changed it: ${[gone && `no longer ${gone}`, come && `now ${come}`].filter((part) => part !== undefined).join(', ')}`;
}
