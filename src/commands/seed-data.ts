/** The data set in its place: what stands there already is used again when it is what is wanted, and loaded anew otherwise. */

import { type Manifest, manifestOf, readManifest, type Wanted, whyChanged, whyOther } from '../stores/manifest.ts';
import type { Address, DataPlace, LoadReport } from '../stores/store.ts';

interface Stands {
  readonly tables: LoadReport['tables'];
  /** Why it was loaded anew; null where nothing of ours stood there. */
  readonly because: string | null;
  /** Null where nothing had to be loaded. */
  readonly seconds: number | null;
}

/** The manifest is written last: what has none is the rest of a load that broke off, or nobody's. */
export async function standing(
  place: DataPlace,
  wanted: Wanted,
  load: (target: Address) => Promise<LoadReport>,
): Promise<Stands> {
  const text = await place.manifest();
  const found = readManifest(text);
  const because = found === null ? null : await whyAnew(place, found, wanted);
  if (found !== null && because === null) return { tables: found.tables, because: null, seconds: null };
  await place.clear();
  const { tables, seconds } = await load(await place.target());
  await place.writeManifest(JSON.stringify(manifestOf(wanted, tables, await place.look())));
  return { tables, because, seconds };
}

const whyAnew = async (place: DataPlace, found: Manifest, wanted: Wanted): Promise<string | null> =>
  whyOther(found, wanted) ?? whyChanged(found, await place.look());
