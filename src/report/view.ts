/** The record as a reader meets it: effects as "times better", names in words, figures that may be shown and those that may not. */
import { summaryOf } from '../experiment/drill-figures.ts';
import type { At, Comparison, OptimizationRecord, RunRecord, Verdict } from '../experiment/record.ts';
import type { ArmSummary, Effect } from '../experiment/record-evidence.ts';
import { count, type Range } from './format.ts';

export interface Times extends Range {
  readonly confidence: number;
}

type Direction = 'lower' | 'higher';
/** "Times better" from candidate ÷ baseline: the inverse where lower is better. Null when any end is not a positive number. */
export function timesBetter(effect: Effect | null, better: Direction): Times | null {
  if (effect === null) return null;
  const { ratio, low, high, confidence } = effect;
  if (![ratio, low, high].every((end) => Number.isFinite(end) && end > 1e-12 && end < 1e12)) return null;
  if (better === 'higher') return { estimate: ratio, low, high, confidence };
  return { estimate: 1 / ratio, low: 1 / high, high: 1 / low, confidence };
}
/** A log-ratio of the evidence as "times better". */
export const timesOfLog = (log: number, better: Direction): number => Math.exp(better === 'lower' ? -log : log);

/** Does the profile judge at all? Smoke applies, answers and undoes, and judges nothing. */
export const isSmoke = (record: RunRecord): boolean => record.run.profile === 'smoke';
/** No speed is shown where the answers are wrong or where nothing was judged. */
export const speedIsShown = (comparison: Comparison): boolean =>
  comparison.verdict !== 'invalid' && comparison.reason !== 'smoke';
export const timesOf = (comparison: Comparison): Times | null =>
  speedIsShown(comparison) ? timesBetter(comparison.effect, comparison.better) : null;

const ACRONYMS = new Map(
  ['TTL', 'SQL', 'ORM', 'WAL', 'CTE', 'HTTP', 'ID', 'JSON', 'CPU', 'TCP', 'BRIN', 'GIN', 'LRU', 'LFU', 'PgBouncer'].map(
    (word) => [word.toLowerCase(), word],
  ),
);
/** `foreignKey` and `foreign-key` as `foreign key`, `ttl-on-keys` as `TTL on keys`. */
export const inWords = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .split(/[-_\s]+/)
    .map((word) => ACRONYMS.get(word) ?? word)
    .join(' ')
    .trim();
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** "Insert 100 rows" inside a sentence, but "WAL bytes" as it is. */
export const lowered = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** `Foreign key` of `indexing/foreign-key`. */
export const titleOfId = (id: string): string => capital(inWords(id.split('/').at(-1) ?? id)) || id;
/** The optimisation and its candidate, said once where both have one name. */
export function titleOf({ id, variant }: Pick<Comparison, 'id' | 'variant'>): string {
  const title = titleOfId(id);
  return title.toLowerCase() === inWords(variant).toLowerCase() ? title : `${title}: ${variant}`;
}
export const atText = (at: At): string => (at === null ? '' : `${inWords(at.over)} ${count(at.value)}`);
/** One comparison by its words: `Foreign key: account_id, rows 100 000, “Latest of an account”`. */
export function comparisonName(comparison: Pick<Comparison, 'id' | 'variant' | 'at' | 'description'>): string {
  const at = atText(comparison.at);
  return `${titleOf(comparison)}${at === '' ? '' : `, ${at}`}, “${comparison.description}”`;
}
export const sameAt = (first: At, second: At): boolean => first?.over === second?.over && first?.value === second?.value;

const STORES = new Map(
  Object.entries({
    postgres: 'PostgreSQL',
    redis: 'Redis',
    mongo: 'MongoDB',
    mongodb: 'MongoDB',
    kafka: 'Kafka',
    faiss: 'FAISS',
    neo4j: 'Neo4j',
    pgbouncer: 'PgBouncer',
  }),
);
export const storeName = (store: string): string => STORES.get(store) ?? store;
/** The versions of the servers that carry the store's name, alone or with a number. */
export function storeVersion(record: RunRecord, store: string): string | null {
  const mine = record.servers.filter(({ name }) => name === store || name.startsWith(`${store}-`));
  return mine.length === 0 ? null : [...new Set(mine.map((server) => server.version))].join(', ');
}
/** Stores in the order in which the record first names them. */
export const storesOf = (comparisons: readonly Comparison[]): string[] => [...new Set(comparisons.map((c) => c.store))];

const METRICS = new Map(Object.entries({ perSecond: 'per second', ms: 'duration' }));
export const metricName = (metric: string): string => METRICS.get(metric) ?? (/^p\d+$/.test(metric) ? metric : inWords(metric));

export interface Figures {
  readonly baseline: number;
  readonly candidate: number;
  readonly unit: string;
}
const ARM_FIGURES = new Map<string, { readonly of: (arm: ArmSummary) => number | null; readonly unit: string }>([
  ['p50', { of: (arm) => arm.p50Ns, unit: 'ns' }],
  ['p90', { of: (arm) => arm.p90Ns, unit: 'ns' }],
  ['p99', { of: (arm) => arm.p99Ns, unit: 'ns' }],
  ['mean', { of: (arm) => arm.meanNs, unit: 'ns' }],
  ['perSecond', { of: (arm) => arm.perSecond, unit: '/s' }],
]);
function medianOf(values: readonly number[]): number | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
/** The deciding metric of both variants as it was measured; null where the record holds none, or where it must not be shown. */
export function figuresOf(comparison: Comparison): Figures | null {
  if (!speedIsShown(comparison)) return null;
  const { evidence } = comparison;
  if (evidence.shape === 'task') {
    const baseline = medianOf(evidence.repeats.flatMap((repeat) => repeat.baselineMs));
    const candidate = medianOf(evidence.repeats.flatMap((repeat) => repeat.candidateMs));
    return baseline === null || candidate === null ? null : { baseline, candidate, unit: 'ms' };
  }
  if (evidence.shape === 'open') {
    const [baseline, candidate] = [evidence.baseline.response.p99, evidence.candidate.response.p99];
    return baseline === null || candidate === null ? null : { baseline: baseline.ns, candidate: candidate.ns, unit: 'ns' };
  }
  if (evidence.shape === 'drill') {
    const [baseline, candidate] = (['baseline', 'candidate'] as const).map(
      (side) => summaryOf(evidence, side, 'outageMs').median,
    );
    return baseline == null || candidate == null ? null : { baseline, candidate, unit: 'ms' };
  }
  const figure = ARM_FIGURES.get(comparison.metric);
  if (figure === undefined || evidence.baseline.calls === 0 || evidence.candidate.calls === 0) return null;
  const [baseline, candidate] = [figure.of(evidence.baseline), figure.of(evidence.candidate)];
  return baseline === null || candidate === null ? null : { baseline, candidate, unit: figure.unit };
}

/** `equal`, or for answers that differ by design how good either variant's were: `recall 1 and 0.988`. */
export function answersText({ answers }: Pick<Comparison, 'answers'>): string {
  if (answers.scores === undefined) return answers.equal ? 'equal' : 'differ';
  return answers.scores
    .map(({ name, baseline, candidate }) => `${inWords(name)} ${count(baseline)} and ${count(candidate)}`)
    .join(', ');
}

const UNITS = { calls: 'session', task: 'repeat', open: 'window', drill: 'repeat' } as const;
/** A session, for a task one repeat, of an open load one window. */
export const unitOf = (comparison: Comparison): string => UNITS[comparison.evidence.shape];
export const gainsOf = (record: RunRecord): Comparison[] => record.comparisons.filter((c) => c.role === 'gain');
export const costsOf = (record: RunRecord): Comparison[] => record.comparisons.filter((c) => c.role === 'price');
export const countVerdicts = (comparisons: readonly Comparison[], verdict: Verdict): number =>
  comparisons.filter((c) => c.verdict === verdict).length;
export const optimizationOf = (record: RunRecord, id: string): OptimizationRecord | undefined =>
  record.optimizations.find((optimization) => optimization.id === id);

/** Fit for an id and a fragment: small letters, digits and single hyphens. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'x';

/** Ids that stay the same from run to run, and are unique in the page: of cards by optimisation, of comparisons by key. */
export interface Anchors {
  readonly card: ReadonlyMap<string, string>;
  readonly comparison: ReadonlyMap<string, string>;
}
export function uniqueSlugs(names: readonly string[], prefix: string, taken: Set<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of names) {
    let id = prefix + slug(name);
    for (let n = 2; taken.has(id); n += 1) id = `${prefix}${slug(name)}-${n}`;
    taken.add(id);
    found.set(name, id);
  }
  return found;
}
const SECTION_IDS = [
  'top',
  'verdict',
  'first',
  'effects',
  'all',
  'sweeps',
  'cards',
  'method',
  'problems',
  'glossary',
  'th-a',
  'th-l',
  'th-d',
];
export function anchorsOf(record: RunRecord): Anchors {
  const taken = new Set(SECTION_IDS);
  return {
    card: uniqueSlugs([...new Set(record.optimizations.map((o) => o.id))], '', taken),
    comparison: uniqueSlugs([...new Set(record.comparisons.map((c) => c.key))], 'c-', taken),
  };
}
