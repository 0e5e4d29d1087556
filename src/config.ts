/** The settings of a run: flag, then environment, then profile, then configuration file, then default. Every mistake is told at once. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  type Config,
  type CPUS,
  fileSchema,
  PROFILE_KEYS,
  type PROGRESS,
  type ProfileChange,
  type Settings,
  settingsSchema,
} from './config-schema.ts';
import type { Load } from './define.ts';
import { UserError } from './errors.ts';
import { PROFILES, type Profile } from './experiment/constants.ts';
import type { Shard } from './experiment/shards.ts';
import { didYouMean, editDistance } from './nearest.ts';
import { givenServers, URL_VARIABLES } from './provision/urls.ts';

/** What a command may touch of the outside world. */
export interface Io {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Read by the few commands that ask. */
  readonly stdin: NodeJS.ReadableStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** A value and where it comes from, such as `flag --seed` or `profile quick`. */
interface Setting<T> {
  readonly value: T;
  readonly origin: string;
}

/** Everything a run is told, checked and resolved. */
export interface RunOptions {
  /** Exact ids or globs. */
  readonly ids: readonly string[];
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  /** With the overrides of `--scale` and `--timeout` applied. */
  readonly profile: Profile;
  readonly scale: number;
  /** The data's seed, and the seed that orders slices and draws keys. */
  readonly seed: number;
  readonly runSeed: number;
  readonly out: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly progress: (typeof PROGRESS)[number];
  /** null: as the stream allows. */
  readonly color: boolean | null;
  readonly quiet: boolean;
  readonly cpus: (typeof CPUS)[number];
  readonly budgetSeconds: number;
  /** The budget was asked for, and is a wall time; otherwise it is what the profile aims at. */
  readonly isWall: boolean;
  /** Which part of it is measured here; null: all. */
  readonly shard: Shard | null;
  /** The run that is taken up again; null: a new one. */
  readonly resume: string | null;
  /** What the run is held against: a reference's name, or a run; null: nothing. */
  readonly reference: string | null;
  /** Leaves the second measurement of claims that seem broken to `mhbench confirm`. */
  readonly confirms: boolean;
  /** Ends at the first failed or invalid comparison. */
  readonly bail: boolean;
  /** Of all gains of calls, instead of their own; null: each its own. */
  readonly load: Load | null;
  /** The closed gains are compared at each of these numbers of clients; empty: each at its own. */
  readonly concurrency: readonly number[];
  readonly origins: Readonly<Record<string, Setting<unknown>>>;
}

/** The words of the command line as commander hands them over: texts, unchecked. */
export interface Flags extends Readonly<Partial<Record<Exclude<keyof Settings, 'only' | 'exclude' | 'color'>, string>>> {
  readonly ids?: readonly string[];
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly color?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly resume?: string;
  readonly bail?: boolean;
  readonly reference?: string;
  readonly confirm?: boolean;
}

export interface ConfigFile {
  readonly name: string;
  readonly content: unknown;
}

/** For `mhbench.config.ts`: gives the editor the types. @public */
export const defineConfig = (config: Config): Config => config;

/** One source of settings. */
interface Layer {
  readonly values: Settings;
  readonly problems: readonly string[];
  origin(key: string): string;
}

export function resolveConfig(flags: Flags, env: NodeJS.ProcessEnv, file: ConfigFile | null): RunOptions {
  const fromFlags = flagLayer(flags);
  const fromEnv = envLayer(env);
  const fromFile = fileLayer(file);
  const chosen = pick('profile', [fromFlags, fromEnv, fromFile], { value: 'quick', origin: 'default' });
  const profiles = profilesOf(fromFile.profiles);
  const base = profiles.get(chosen.value);
  const unknown = base
    ? []
    : [
        `${settingName(chosen.origin)}: there is no profile ${chosen.value}, only ${[...profiles.keys()].join(', ')}.${didYouMean(chosen.value, [...profiles.keys()])}`,
      ];
  const problems = [...fromFlags.problems, ...fromEnv.problems, ...fromFile.problems, ...unknown, ...clash(fromFlags, fromEnv)];
  if (!base || problems.length > 0) throw new UserError(problems.join('\n'), 'mhbench run --help lists every option.');
  const ofProfile: Layer = {
    values: { scale: base.scale, timeout: base.budgetSeconds },
    problems: [],
    origin: () => `profile ${base.name}`,
  };
  return assemble(flags, base, chosen, [fromFlags, fromEnv, ofProfile, fromFile]);
}

/** A load says how many clients there are, a sweep over clients that there are several numbers of them. */
function clash(...layers: readonly Layer[]): string[] {
  const origin = (key: 'load' | 'concurrency') => {
    const layer = layers.find(({ values }) => values[key] !== undefined);
    return layer && settingName(layer.origin(key));
  };
  const [load, concurrency] = [origin('load'), origin('concurrency')];
  if (load === undefined || concurrency === undefined) return [];
  return [`${concurrency}: cannot stand beside ${load}: one compares at several numbers of clients, the other at one load.`];
}

function assemble(flags: Flags, base: Profile, profile: Setting<string>, layers: readonly Layer[]): RunOptions {
  const settings = {
    profile,
    only: pick('only', layers, byDefault([])),
    exclude: pick('exclude', layers, byDefault([])),
    scale: pick('scale', layers, byDefault(base.scale)),
    seed: pick('seed', layers, byDefault(42)),
    runSeed: pick('runSeed', layers, { value: randomInt(2 ** 32), origin: 'drawn for this run' }),
    out: pick('out', layers, byDefault('reports')),
    progress: pick('progress', layers, byDefault('auto')),
    cpus: pick('cpus', layers, byDefault('auto')),
    timeout: pick('timeout', layers, byDefault(base.budgetSeconds)),
  };
  const asked = {
    load: pick<'load', Load | null>('load', layers, byDefault(null)),
    concurrency: pick('concurrency', layers, byDefault([])),
    shard: pick<'shard', Shard | null>('shard', layers, byDefault(null)),
  };
  return {
    ids: flags.ids ?? [],
    only: settings.only.value,
    exclude: settings.exclude.value,
    profile: { ...base, scale: settings.scale.value, budgetSeconds: settings.timeout.value },
    scale: settings.scale.value,
    seed: settings.seed.value,
    runSeed: settings.runSeed.value,
    out: settings.out.value,
    dryRun: flags.dryRun ?? false,
    json: flags.json ?? false,
    progress: settings.progress.value,
    color: layers.find((layer) => layer.values.color !== undefined)?.values.color ?? null,
    quiet: flags.quiet ?? false,
    cpus: settings.cpus.value,
    budgetSeconds: settings.timeout.value,
    isWall: /^(flag|environment) /.test(settings.timeout.origin),
    ...{ resume: flags.resume ?? null, bail: flags.bail ?? false },
    ...{ reference: flags.reference ?? null, confirms: flags.confirm ?? true },
    load: asked.load.value,
    concurrency: asked.concurrency.value,
    shard: asked.shard.value,
    origins: { ...settings, ...asked },
  };
}

const byDefault = <T>(value: T): Setting<T> => ({ value, origin: 'default' });

function pick<K extends keyof Settings, T = NonNullable<Settings[K]>>(
  key: K,
  layers: readonly Layer[],
  fallback: Setting<T>,
): Setting<T | NonNullable<Settings[K]>> {
  for (const layer of layers) {
    const value = layer.values[key];
    if (value !== undefined && value !== null) return { value, origin: layer.origin(key) };
  }
  return fallback;
}

const KEYS = Object.keys(settingsSchema.shape);
const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const variableOf = (key: string): string => `MHBENCH_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
/** An origin without its kind: the place to mend. */
const settingName = (origin: string): string => origin.replace(/^(flag|environment) /, '');

function flagLayer(flags: Flags): Layer {
  const { ids: _ids, dryRun: _dryRun, json: _json, quiet: _quiet, resume: _resume, bail: _bail, ...others } = flags;
  const { reference: _reference, confirm: _confirm, ...settings } = others;
  return { ...parsed(settingsSchema, settings, (path) => flagOf(String(path[0]))), origin: (key) => `flag ${flagOf(key)}` };
}

/** Variables that are empty count as unset. A variable that only resembles one of ours is a mistake, not silence. */
function envLayer(env: NodeJS.ProcessEnv): Layer {
  const given = KEYS.filter((key) => (env[variableOf(key)] ?? '') !== '').map((key) => [key, env[variableOf(key)]] as const);
  const known = [...KEYS.map(variableOf), ...URL_VARIABLES];
  const typos = Object.keys(env).flatMap((name) => {
    if (!name.startsWith('MHBENCH_') || known.includes(name)) return [];
    const meant = known.find((candidate) => editDistance(name, candidate) <= 2);
    return meant === undefined ? [] : [`${name}: there is no such setting. Did you mean ${meant}?`];
  });
  const layer = parsed(settingsSchema, Object.fromEntries(given), (path) => variableOf(String(path[0])));
  const problems = [...layer.problems, ...givenServers(env).problems, ...typos];
  return { values: layer.values, problems, origin: (key) => `environment ${variableOf(key)}` };
}

function fileLayer(file: ConfigFile | null): Layer & { readonly profiles: Readonly<Record<string, ProfileChange>> } {
  const name = file?.name ?? '';
  const { values, problems } = parsed(fileSchema, file?.content ?? {}, (path) =>
    [name, path.join('.')].filter(Boolean).join(': '),
  );
  const { profiles = {}, ...settings } = values;
  const strays = Object.entries(profiles).flatMap(([key, { extends: parent }]) =>
    parent === undefined || parent in PROFILES
      ? []
      : [`${name}: profiles.${key}.extends: there is no profile ${parent}.${didYouMean(parent, Object.keys(PROFILES))}`],
  );
  return { values: settings, profiles, problems: [...problems, ...strays], origin: () => `file ${name}` };
}

/** The four that exist, changed and added to by the configuration file. */
function profilesOf(changes: Readonly<Record<string, ProfileChange>>): ReadonlyMap<string, Profile> {
  const builtIn = new Map<string, Profile>(Object.entries(PROFILES).map(([name, profile]) => [name, { name, ...profile }]));
  const changed = Object.entries(changes).map(([name, { extends: parent, ...change }]): [string, Profile] => {
    const base = builtIn.get(parent ?? name) ?? { name, ...PROFILES.quick };
    return [name, { ...base, ...withoutUndefined(change), name }];
  });
  return new Map([...builtIn, ...changed]);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;

function parsed<T extends z.ZodObject>(
  schema: T,
  input: unknown,
  place: (path: readonly PropertyKey[]) => string,
): { readonly values: z.infer<T>; readonly problems: readonly string[] } {
  const result = schema.safeParse(input);
  if (result.success) return { values: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${place([...issue.path, key])}: there is no such setting.${keyHint(schema, issue.path, key)}`)
      : [`${place(issue.path)}: ${issue.message}.`],
  );
  const wrong = new Set(
    result.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])])),
  );
  // What is right is kept, so that mistakes elsewhere that depend on it are told in the same breath.
  const right = Object.entries(z.record(z.string(), z.unknown()).safeParse(input).data ?? {}).filter(([key]) => !wrong.has(key));
  return { values: schema.safeParse(Object.fromEntries(right)).data ?? schema.parse({}), problems };
}

function keyHint(schema: z.ZodObject, path: readonly PropertyKey[], key: string): string {
  if (path[0] === 'profiles') return didYouMean(key, PROFILE_KEYS);
  if (key === 'scale') return ' Scale belongs to a profile: profiles.quick.scale.';
  if (key === 'timeout') return ' The time belongs to a profile: profiles.quick.budgetSeconds.';
  return didYouMean(key, Object.keys(schema.shape));
}
