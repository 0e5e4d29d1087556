// Precedence, origins, and every mistake at once.
import { describe, expect, test } from 'vitest';
import { type ConfigFile, type Flags, type RunOptions, resolveConfig } from './config.ts';
import { clientsOfText, durationSeconds, loadOfText } from './config-schema.ts';
import { UserError } from './errors.ts';

const file = (content: unknown): ConfigFile => ({ name: 'mhbench.config.json', content });
const resolve = (flags: Flags = {}, env: NodeJS.ProcessEnv = {}, content: unknown = {}): RunOptions =>
  resolveConfig(flags, env, file(content));
const mistakes = (flags: Flags, env: NodeJS.ProcessEnv = {}, content: unknown = {}): readonly string[] => {
  try {
    resolve(flags, env, content);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
  }
  return [];
};

describe('where a value comes from', () => {
  test('the defaults are those of the quick profile', () => {
    const options = resolveConfig({}, {}, null);
    expect(options).toMatchObject({
      scale: 0.1,
      seed: 42,
      out: 'reports',
      progress: 'auto',
      cpus: 'auto',
      budgetSeconds: 240,
      ids: [],
      color: null,
    });
    expect(options.profile.name).toBe('quick');
    expect(options.origins['scale']).toEqual({ value: 0.1, origin: 'profile quick' });
    expect(options.origins['seed']).toEqual({ value: 42, origin: 'default' });
  });
  test('a flag beats the environment, which beats the file', () => {
    const content = { seed: 3, out: 'c', cpus: 'none' };
    const options = resolve({ seed: '1' }, { MHBENCH_SEED: '2', MHBENCH_OUT: 'b' }, content);
    expect([options.seed, options.out, options.cpus]).toEqual([1, 'b', 'none']);
    expect(options.origins['seed']?.origin).toBe('flag --seed');
    expect(options.origins['out']?.origin).toBe('environment MHBENCH_OUT');
    expect(options.origins['cpus']?.origin).toBe('file mhbench.config.json');
  });
  test('scale and time override the profile, also in the profile that is handed on', () => {
    const options = resolve({ profile: 'full', timeout: '90s' }, { MHBENCH_SCALE: '0.5' });
    expect(options).toMatchObject({
      scale: 0.5,
      budgetSeconds: 90,
      profile: { name: 'full', scale: 0.5, budgetSeconds: 90, sessionMs: 1_000 },
    });
  });
  test('lists: repeated flags, commas in the environment', () => {
    expect(resolve({ only: ['a/*', 'b'] }, { MHBENCH_ONLY: 'c' }).only).toEqual(['a/*', 'b']);
    expect(resolve({}, { MHBENCH_EXCLUDE: 'c, d/*' }).exclude).toEqual(['c', 'd/*']);
  });
  test('an empty variable counts as unset', () => expect(resolve({}, { MHBENCH_SEED: '' }).seed).toBe(42));
  test('the run seed is fresh unless given', () => {
    const drawn = [1, 2, 3, 4].map(() => resolve().runSeed);
    expect(new Set(drawn).size).toBeGreaterThan(1);
    for (const seed of drawn) expect(seed).toBeLessThan(2 ** 32);
    expect(resolve({ runSeed: '4294967295' }).runSeed).toBe(4_294_967_295);
  });
});

describe('profiles of the configuration file', () => {
  const profiles = { quick: { scale: 0.3 }, mine: { extends: 'full', sessionMs: 700, looks: [6, 8] } };
  test('one that exists is changed, keeping the rest', () =>
    expect(resolve({}, {}, { profiles }).profile).toMatchObject({ name: 'quick', scale: 0.3, sessionMs: 300 }));
  test('a new one extends another', () =>
    expect(resolve({ profile: 'mine' }, {}, { profiles }).profile).toMatchObject({
      name: 'mine',
      scale: 1,
      sessionMs: 700,
      looks: [6, 8],
      budgetSeconds: 5_400,
    }));
  test('the file may choose the profile', () => expect(resolve({}, {}, { profile: 'smoke' }).profile.judges).toBe(false));
});

test('every mistake is told at once, each with its place', () => {
  const flags = { seed: 'x', scale: '-1', timeout: '40', cpus: 'all', profile: 'nighty' };
  const env = { MHBENCH_PROGRESS: 'loud', MHBENCH_SEEED: '1', MHBENCH_UNRELATED_THING: '1' };
  const told = mistakes(flags, env, { sed: 1, scale: 2, profiles: { mine: { lookz: [1], extends: 'ful' } } });
  expect([...told].sort()).toEqual(
    [
      '--seed: must be a whole number from 0 to 4294967295, not "x".',
      '--scale: must be a number above 0 and up to 100, not "-1".',
      '--timeout: must be a duration such as 90s, 40m or 1h30m, not "40".',
      '--cpus: must be one of auto, none, not "all".',
      '--profile: there is no profile nighty, only smoke, quick, full, nightly. Did you mean nightly?',
      'MHBENCH_PROGRESS: must be one of auto, tty, plain, none, not "loud".',
      'MHBENCH_SEEED: there is no such setting. Did you mean MHBENCH_SEED?',
      'mhbench.config.json: sed: there is no such setting. Did you mean seed?',
      'mhbench.config.json: scale: there is no such setting. Scale belongs to a profile: profiles.quick.scale.',
      'mhbench.config.json: profiles.mine.lookz: there is no such setting. Did you mean looks?',
    ].sort(),
  );
});
test('a profile that extends none of ours is refused', () =>
  expect(mistakes({}, {}, { profiles: { mine: { extends: 'ful' } } })).toEqual([
    'mhbench.config.json: profiles.mine.extends: there is no profile ful. Did you mean full?',
  ]));
test('a file that holds no object is refused', () => expect(mistakes({}, {}, 'quick')[0]).toContain('mhbench.config.json: '));

describe('loads', () => {
  test('are read from a flag or the environment', () => {
    expect(resolve({ load: 'open:800/s' })).toMatchObject({ load: { perSecond: 800 }, concurrency: [] });
    expect(resolve({}, { MHBENCH_LOAD: 'closed:8' })).toMatchObject({ load: { clients: 8 } });
    expect(resolve({ concurrency: '32,1,8' })).toMatchObject({ load: null, concurrency: [1, 8, 32] });
    expect(resolve()).toMatchObject({ load: null, concurrency: [] });
  });
  test('a rate has its unit and stays within reason', () => {
    expect(['open:800/s', 'open:0.5/s', 'open:100000/s', 'closed:64'].map(loadOfText)).toEqual([
      ...[{ perSecond: 800 }, { perSecond: 0.5 }, { perSecond: 100_000 }, { clients: 64 }],
    ]);
    const wrong = [
      'open:800',
      'open:0/s',
      'open:100001/s',
      'open:-1/s',
      'closed:0',
      'closed:8/s',
      'closed:1.5',
      'closed:65',
      '800',
      '',
    ];
    expect(wrong.map(loadOfText)).toEqual(wrong.map(() => undefined));
  });
  test('numbers of clients are whole, different and few enough', () => {
    const wrong = ['', '0', '1,1', '1,,8', '1.5', '1,65', 'many', '-8', '1;8'];
    expect(wrong.map(clientsOfText)).toEqual(wrong.map(() => undefined));
    expect(clientsOfText('8')).toEqual([8]);
  });
  test('every mistake is told, and that one load and several numbers of clients contradict each other', () => {
    expect(mistakes({ load: 'open:800', concurrency: '1,1' })).toEqual([
      '--load: must be open:<calls>/s with up to 100000 calls a second, such as open:800/s, or closed:<clients> with 1 to 64 clients, such as closed:8, not "open:800".',
      '--concurrency: must be different numbers of clients from 1 to 64 with commas between them, such as 1,8,32, not "1,1".',
    ]);
    expect(mistakes({ load: 'closed:8' }, { MHBENCH_CONCURRENCY: '1,8' })).toEqual([
      'MHBENCH_CONCURRENCY: cannot stand beside --load: one compares at several numbers of clients, the other at one load.',
    ]);
  });
});

test('servers named by URL are checked with the rest, and a variable that only resembles one of theirs is a mistake', () => {
  const env = {
    MHBENCH_POSTGRES_URL: 'postgres://app:S3cret@h',
    MHBENCH_PGBOUNCER_URL: 'postgres://app:S3cret@h:6432/d',
    MHBENCH_MONGO_URL: 'mongodb://h',
    MHBENCH_SEED: 'x',
  };
  expect([...mistakes({}, env, null)].sort()).toEqual([
    'MHBENCH_MONGO_URL: there is no such setting. Did you mean MHBENCH_MONGODB_URL?',
    expect.stringMatching(/^MHBENCH_PGBOUNCER_URL: a pooler that is there already does not know the passwords/),
    'MHBENCH_POSTGRES_URL: it names no database.',
    'MHBENCH_SEED: must be a whole number from 0 to 4294967295, not "x".',
  ]);
  expect(resolve({}, { MHBENCH_POSTGRES_URL: 'postgres://app@h/d', MHBENCH_MAVEN_URL: 'x' }).seed).toBe(42);
});

test('durations need a unit', () => {
  expect(['90s', '40m', '1h30m', '1.5m'].map(durationSeconds)).toEqual([90, 2_400, 5_400, 90]);
  expect(['40', '', '0s', 'm', '5d', '-3s', '3s!', 40].map(durationSeconds)).toEqual(Array(8).fill(undefined));
});
