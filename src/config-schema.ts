/** How each setting is read from text or from a configuration file. Every reader says what it wanted and what it got. */
import { z } from 'zod';
import type { Load } from './define.ts';
import type { Profile } from './experiment/constants.ts';
import type { Shard } from './experiment/shards.ts';

const MOST_SEED = 2 ** 32 - 1;
export const PROGRESS = ['auto', 'tty', 'plain', 'none'] as const;
export const CPUS = ['auto', 'none'] as const;

/** A value as a message shows it: short, on one line. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** A reader that either understands a value or says what it expected. */
const reader = <T>(expected: string, read: (value: unknown) => T | undefined) =>
  z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.issues.push({ code: 'custom', message: `must be ${expected}, not ${shown(value)}`, input: value });
    return z.NEVER;
  });

const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

const wholeNumber = reader(`a whole number from 0 to ${MOST_SEED}`, (value) => {
  const number = numberOf(value);
  return Number.isInteger(number) && number >= 0 && number <= MOST_SEED ? number : undefined;
});
const scale = reader('a number above 0 and up to 100', (value) => {
  const number = numberOf(value);
  return number > 0 && number <= 100 ? number : undefined;
});
const words = reader('words that are not empty', (value) => {
  const list = typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value;
  return Array.isArray(list) && list.every((word) => typeof word === 'string' && word !== '') ? list.map(String) : undefined;
});
const word = reader('a word', (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined));
const switched = reader('true or false', (value) => {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined;
});
const oneOf = <const T extends string>(choices: readonly T[]) =>
  reader(`one of ${choices.join(', ')}`, (value) => choices.find((choice) => choice === value));

/** `2/4`: the second of four parts. */
function shardOfText(value: unknown): Shard | undefined {
  const [, index, of] = (/^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(String(value)) ?? []).map(Number);
  return index === undefined || of === undefined || index > of ? undefined : { index, of };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
/** `90s`, `40m`, `1h30m` in seconds. A bare number is refused: nobody can tell whether it means seconds or minutes. */
export function durationSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?[smh])+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)([smh])/g)];
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? Number.NaN), 0);
  return seconds > 0 ? seconds : undefined;
}

/** Both variants' connections stand at once, and PostgreSQL is started for 200. */
const MOST_CLIENTS = 64;
const MOST_PER_SECOND = 100_000;
const isClients = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MOST_CLIENTS;

/** `open:800/s`, `closed:8`. The unit is written out, so that nobody takes a rate for a number of clients. */
export function loadOfText(value: unknown): Load | undefined {
  const [, kind, amount, unit] = /^(open|closed):(\d+(?:\.\d+)?)(\/s)?$/.exec(String(value)) ?? [];
  const number = Number(amount);
  if (kind === 'open' && unit === '/s' && number > 0 && number <= MOST_PER_SECOND) return { perSecond: number };
  return kind === 'closed' && unit === undefined && isClients(number) ? { clients: number } : undefined;
}

/** `1,8,32`: the values of a sweep, ascending whatever their order; none may stand twice. */
export function clientsOfText(value: unknown): readonly number[] | undefined {
  const numbers = String(value).split(',').map(numberOf);
  if (!numbers.every(isClients) || new Set(numbers).size < numbers.length) return undefined;
  return numbers.sort((a, b) => a - b);
}

const anywhere = {
  profile: word.optional(),
  only: words.optional(),
  exclude: words.optional(),
  seed: wholeNumber.optional(),
  runSeed: wholeNumber.optional(),
  out: word.optional(),
  progress: oneOf(PROGRESS).optional(),
  color: switched.optional(),
  cpus: oneOf(CPUS).optional(),
};

/** What a flag or the environment may set. */
export const settingsSchema = z.strictObject({
  ...anywhere,
  scale: scale.optional(),
  timeout: reader('a duration such as 90s, 40m or 1h30m', durationSeconds).optional(),
  load: reader(
    `open:<calls>/s with up to ${MOST_PER_SECOND} calls a second, such as open:800/s, or closed:<clients> with 1 to ${MOST_CLIENTS} clients, such as closed:8`,
    loadOfText,
  ).optional(),
  concurrency: reader(
    `different numbers of clients from 1 to ${MOST_CLIENTS} with commas between them, such as 1,8,32`,
    clientsOfText,
  ).optional(),
  shard: reader('a part of a whole, such as 2/4', shardOfText).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

const milliseconds = z.number().nonnegative();
const profileSchema = z.strictObject({
  extends: z.string().optional(),
  scale: scale.optional(),
  sessionMs: z.number().positive().optional(),
  looks: z.array(z.number().int().positive()).nonempty().optional(),
  warmMs: milliseconds.optional(),
  openWindowMs: z.number().positive().optional(),
  drillRepeats: z.number().int().positive().optional(),
  openWindows: z.number().int().positive().multipleOf(2).optional(),
  comparisonSeconds: z.number().positive().optional(),
  budgetSeconds: z.number().positive().optional(),
  judges: z.boolean().optional(),
  sweepValues: z.enum(['all', 'first']).optional(),
  plantedWork: z.enum(['each store', 'for same']).optional(),
  stores: z.union([z.literal('all'), z.array(z.string())]).optional(),
  optimizations: z.enum(['all', 'showcase']).optional(),
});
export const PROFILE_KEYS = Object.keys(profileSchema.shape);
export type ProfileChange = z.infer<typeof profileSchema>;

/** What the configuration file may hold. Scale and budget belong to a profile, which would otherwise hide them. */
export const fileSchema = z.strictObject({ ...anywhere, profiles: z.record(z.string(), profileSchema).optional() });

/** The configuration file's content, for `export default defineConfig({ … })`. */
export interface Config {
  readonly profile?: string;
  readonly profiles?: Readonly<Record<string, Partial<Omit<Profile, 'name'>> & { readonly extends?: string }>>;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly seed?: number;
  readonly runSeed?: number;
  readonly out?: string;
  readonly progress?: (typeof PROGRESS)[number];
  readonly color?: boolean;
  readonly cpus?: (typeof CPUS)[number];
}
