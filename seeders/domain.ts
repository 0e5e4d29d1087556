/** The data set: every row a pure function of (seed, table, id) and the counts. Files beside it say how rows are made and loaded. */
import { createHash } from 'node:crypto';
import type { Counts, Pick } from '../src/define.ts';
import { draw, streamOf } from '../src/random.ts';
import type { LoadReport } from '../src/stores/store.ts';
import { dictionaries } from './dictionaries.ts';
import { type Embeddings, embeddings } from './embeddings.ts';
import { permutation } from './permutation.ts';
import { type Rows, rowsOf } from './rows.ts';
import { popularBusiness, REFERENCE_MS, type World } from './world.ts';

const QUESTIONS = streamOf('questions');
const DAY_MS = 86_400_000;
const HOUR_S = 3600;

export interface Dataset extends Rows {
  readonly seed: number;
  readonly referenceDate: Date;
  /** All that rows are made from. */
  readonly world: World;
  /** The id of a business, drawn as often as transactions name it. */
  popularBusiness(numbers: { next(): number }): number;
  /** The messages with their vectors; made when first asked for. */
  embeddings(): Embeddings;
}

/** Makes no rows yet; costs a few milliseconds. */
export function dataset(seed: number, counts: Counts): Dataset {
  const referenceDate = new Date(REFERENCE_MS);
  const businessAtRank = permutation(seed, 'business popularity', counts.businesses);
  const world: World = { seed, counts, words: dictionaries(seed, referenceDate), businessAtRank };
  let vectors: Embeddings | null = null;
  return {
    ...rowsOf(world),
    ...{ seed, referenceDate, world },
    popularBusiness: (numbers) => popularBusiness(world, numbers),
    embeddings: () => {
      vectors ??= embeddings(world);
      return vectors;
    },
  };
}

/** Scale 1. */
export const STD_COUNTS: Counts = {
  users: 200_000,
  accounts: 100_000,
  sessions: 1_000_000,
  businesses: 20_000,
  transactions: 2_000_000,
  logs: 3_000_000,
};

/** Every table in proportion, and never empty: rows refer to rows of other tables. */
export function countsAt(scale: number): Counts {
  const rows = (std: number): number => Math.max(1, Math.round(std * scale));
  return {
    users: rows(STD_COUNTS.users),
    accounts: rows(STD_COUNTS.accounts),
    sessions: rows(STD_COUNTS.sessions),
    businesses: rows(STD_COUNTS.businesses),
    transactions: rows(STD_COUNTS.transactions),
    logs: rows(STD_COUNTS.logs),
  };
}

/** The draws of question `ordinal`. `given` holds what a sweep fixes. */
export function pickFor(data: Dataset, streamSeed: number, ordinal: number, given: Readonly<Record<string, number>>): Pick {
  const d = draw(streamSeed, QUESTIONS, ordinal);
  const { counts } = data;
  return {
    ordinal,
    user: () => d.between(1, counts.users),
    account: () => d.between(1, counts.accounts),
    session: () => d.between(1, counts.sessions),
    business: () => data.popularBusiness(d),
    transaction: () => d.between(1, counts.transactions),
    // Up to an hour earlier still, so that questions differ; never the moment itself, which lies beyond the last day of the data.
    daysAgo: (days) => new Date(data.referenceDate.getTime() - days * DAY_MS - d.between(1, HOUR_S) * 1000),
    between: (low, high) => d.between(low, high),
    rows: (table) => counts[table],
    row: (table, id) => data.row(table, id),
    vector: () => [...data.embeddings().question(streamSeed, ordinal)],
    given: (name, fallback) => given[name] ?? fallback,
  };
}

/** One digest over what was read back from the stores: the identity of the loaded data. */
export function datasetDigest(reports: readonly LoadReport[]): string {
  const lines = reports.flatMap((report) => report.tables.map(({ table, rows, digest }) => `${table} ${rows} ${digest}`));
  return createHash('sha256')
    .update([...new Set(lines)].sort().join('\n'))
    .digest('hex');
}
