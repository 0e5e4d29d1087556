/** What became of each store, as lines for people. Pure. */
import type { StoreName } from '../define.ts';
import { bytes, count, elapsed, milliseconds, significant } from '../report/format.ts';
import type { LoadReport } from '../stores/store.ts';
import type { CopyRatio } from './copy-ratio.ts';

export interface Seeded {
  readonly store: StoreName;
  readonly state: 'loaded' | 'reused';
  readonly server: { readonly version: string; readonly source: string; readonly reason: string; readonly where: string };
  /** Where on the server the data stands. */
  readonly place: string;
  /** Whether it stands there when the command has ended. */
  readonly stays: boolean;
  /** Why what stood there was not used. */
  readonly because: string | null;
  readonly tables: LoadReport['tables'];
  readonly rows: number;
  /** Null where the store cannot tell. */
  readonly bytes: number | null;
  readonly digest: string;
  /** Of the load with its reading back; null where nothing was loaded. */
  readonly load: { readonly seconds: number; readonly rowsPerSecond: number; readonly peakRssBytes: number } | null;
  /** Why it was not compared, where it was to be; null where nobody asked. */
  readonly copy: CopyRatio | string | null;
}

export type SeedOutcome =
  | Seeded
  | { readonly store: StoreName; readonly state: 'skipped'; readonly reason: string; readonly remedy: string }
  | { readonly store: StoreName; readonly state: 'failed'; readonly error: string; readonly log: readonly string[] };

const NAME_WIDTH = 10;
const INDENT = ' '.repeat(NAME_WIDTH + 2);
const DIGEST_DIGITS = 12;

export function linesOf(outcome: SeedOutcome): readonly string[] {
  const { store, state } = outcome;
  const begin = (mark: string): string => `${mark} ${store.padEnd(NAME_WIDTH)}`;
  if (state === 'skipped') return [`${begin('–')}skipped, because ${outcome.reason}; ${outcome.remedy}`];
  if (state === 'failed') return [`${begin('✖')}failed: ${outcome.error}`, ...outcome.log.map((line) => `${INDENT}${line}`)];
  return [`${begin('✔')}${figures(outcome)}`, ...more(outcome).map((line) => `${INDENT}${line}`)];
}

function figures({ state, rows, bytes: size, digest, load }: Seeded): string {
  const what = `${count(rows)} rows, ${bytes(size)}, digest ${digest.slice(0, DIGEST_DIGITS)}`;
  if (load === null) return `${state} ${what}`;
  const { seconds, rowsPerSecond, peakRssBytes } = load;
  const speed = `${elapsed(seconds * 1_000)}, ${count(Math.round(rowsPerSecond))} rows/s, peak memory ${bytes(peakRssBytes)}`;
  return `${state} ${what}: ${speed}`;
}

function more({ store, server, place, stays, because, copy }: Seeded): readonly string[] {
  const { version, source, reason, where } = server;
  const end = stays ? 'stays' : 'is thrown away now: this measured the loading only';
  return [
    ...(because === null ? [] : [`rebuilt, because ${because}`]),
    `${place} of ${where}, which ${end}`,
    `${version.startsWith(store) ? '' : `${store} `}${version} from ${source}: ${reason}`,
    ...(copy === null ? [] : [typeof copy === 'string' ? `not compared with \\copy: ${copy}` : ratioLine(copy)]),
  ];
}

function ratioLine({ ratio, lowest, highest, repeats, oursMs, psqlMs }: CopyRatio): string {
  const spread = `${significant(lowest)} to ${significant(highest)} in ${repeats} repeats`;
  return `from generator to table at ${significant(ratio)} of the speed of psql's \\copy of a ready file (${spread}; ${milliseconds(oursMs)} against ${milliseconds(psqlMs)})`;
}
