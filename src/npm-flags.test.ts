// Flags that npm kept: the environments are those that npm 11 really leaves (see npm-flags.servers.test.ts).
import { describe, expect, test } from 'vitest';
import { UserError } from './errors.ts';
import { checkNpmFlags } from './npm-flags.ts';

const BENCH = {
  npm_lifecycle_event: 'bench',
  npm_lifecycle_script: 'node src/mhbench.js run --profile quick',
  npm_config_yes: '',
  npm_config_color: '',
};
const RAW = { npm_lifecycle_event: 'mhbench', npm_lifecycle_script: 'node src/mhbench.js' };

/** The right line that is shown, or null when nothing was kept. */
function shown(words: string, env: NodeJS.ProcessEnv): string | null {
  try {
    checkNpmFlags(words.split(' '), env);
    return null;
  } catch (error) {
    return error instanceof UserError ? (error.hint ?? '') : String(error);
  }
}
const line = (words: string, env: NodeJS.ProcessEnv): string | undefined => shown(words, env)?.split('\n')[0];
const QUICK = 'run --profile quick';

describe('flags that npm kept are told with the right line', () => {
  test('switches and values', () =>
    expect(line(QUICK, { ...BENCH, npm_config_dry_run: 'true', npm_config_profile: 'nightly' })).toBe(
      'Write: npm run bench -- --dry-run --profile nightly',
    ));
  test('words that did arrive are kept', () =>
    expect(line(`${QUICK} indexing/*`, { ...BENCH, npm_config_dry_run: 'true' })).toBe(
      "Write: npm run bench -- 'indexing/*' --dry-run",
    ));
  test('a value that npm parted from its flag', () =>
    expect(line(`${QUICK} 0.1`, { ...BENCH, npm_config_scale: 'true' })).toBe('Write: npm run bench -- --scale 0.1'));
  test('two parted values cannot be told apart', () => {
    const hint = shown(`${QUICK} 40m x`, { ...BENCH, npm_config_timeout: 'true', npm_config_out: 'true' });
    expect(hint).toContain(
      'Write: npm run bench -- --out <value> --timeout <value>\nThese words lost their flag on the way: 40m x.',
    );
  });
  test('a repeated flag, of which one value was parted', () =>
    expect(line(`${QUICK} a*`, { ...BENCH, npm_config_exclude: 'true\n\nb' })).toBe(
      "Write: npm run bench -- --exclude 'a*' --exclude b",
    ));
  test('progress, whose name npm has as well', () =>
    expect(line(`${QUICK} plain`, { ...BENCH, npm_config_progress: 'true' })).toBe('Write: npm run bench -- --progress plain'));
  test('the command of the bare script comes first', () => {
    expect(line('clean', { ...RAW, npm_config_yes: 'true' })).toBe('Write: npm run mhbench -- clean --yes');
    expect(line('run 0.1', { ...RAW, npm_config_scale: 'true' })).toBe('Write: npm run mhbench -- run --scale 0.1');
  });
});

describe('nothing is told', () => {
  test('outside npm, whatever the environment holds', () => expect(shown(QUICK, { npm_config_dry_run: 'true' })).toBeNull());
  test('when nothing was kept', () => expect(shown(QUICK, BENCH)).toBeNull());
  test("of npm's own settings", () => {
    expect(
      shown(QUICK, { ...BENCH, npm_config_progress: 'true', npm_config_loglevel: 'warn', npm_config_cache: 'c' }),
    ).toBeNull();
    expect(shown('run', { ...RAW, npm_config_yes: 'true' })).toBeNull();
    expect(shown('list', { ...RAW, npm_config_dry_run: 'true' })).toBeNull();
  });
  test('of empty and false values', () =>
    expect(shown(QUICK, { ...BENCH, npm_config_json: '', npm_config_seed: 'false' })).toBeNull());
  test('when the flag arrived as well', () => {
    expect(shown(`${QUICK} --json`, { ...BENCH, npm_config_json: 'true' })).toBeNull();
    expect(shown(`${QUICK} --seed=7`, { ...BENCH, npm_config_seed: '7' })).toBeNull();
  });
});
