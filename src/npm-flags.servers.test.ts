// The same with a real npm: what it swallows, and that flags behind -- arrive.
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryFolder } from './testing/fake-io.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** Ours, without what the npm that runs this test has put there. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** A package with our scripts, whose program checks the flags and prints the words that arrived. */
async function npm(...words: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'src'));
  for (const name of ['npm-flags.ts', 'errors.ts']) await cp(join(ROOT, 'src', name), join(folder.path, 'src', name));
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  await writeFile(join(folder.path, 'src', 'mhbench.js'), PROGRAM);
  const scripts = { bench: 'node src/mhbench.js run --profile quick', mhbench: 'node src/mhbench.js' };
  await writeFile(join(folder.path, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', type: 'module', scripts }));
  const { exitCode, stdout } = await execa('npm', ['run', '--silent', ...words], {
    cwd: folder.path,
    env: ENV,
    extendEnv: false,
    reject: false,
  });
  // With --json npm adds an error of its own behind ours.
  return { code: exitCode ?? -1, output: stdout.split('\n')[0] ?? '' };
}
const PROGRAM = `import { register } from 'tsx/esm/api';
register();
const { checkNpmFlags } = await import('./npm-flags.ts');
try {
  checkNpmFlags(process.argv.slice(2), process.env);
  process.stdout.write('ran ' + process.argv.slice(2).join(' '));
} catch (error) {
  process.stdout.write(error.hint);
  process.exitCode = 2;
}
`;

test.each([
  [['bench', '--dry-run', '--profile=nightly', '--only', 'pg'], 'Write: npm run bench -- --dry-run --profile nightly'],
  [['bench', '--dry-run'], 'Write: npm run bench -- --dry-run'],
  [['bench', '--json'], 'Write: npm run bench -- --json'],
  [['bench', '--profile', 'nightly'], 'Write: npm run bench -- --profile nightly'],
  [['bench', '--run-seed=9', '--timeout=40m', '--cpus=none'], 'Write: npm run bench -- --run-seed 9 --timeout 40m --cpus none'],
  [['bench', '--progress=plain'], 'Write: npm run bench -- --progress plain'],
  [['bench', 'indexing/*', '--exclude=a', '--exclude=b'], "Write: npm run bench -- 'indexing/*' --exclude a --exclude b"],
  [['mhbench', 'clean', '--yes'], 'Write: npm run mhbench -- clean --yes'],
])('npm run %j stops', async (words, expected) => {
  expect(await npm(...words)).toEqual({ code: 2, output: expected });
});

test.each([
  [['bench'], 'ran run --profile quick'],
  [['bench', 'indexing/*'], 'ran run --profile quick indexing/*'],
  [['bench', '--', '--dry-run', '--json', '--only', 'pg'], 'ran run --profile quick --dry-run --json --only pg'],
  [['mhbench', 'list'], 'ran list'],
])('npm run %j runs', async (words, expected) => {
  expect(await npm(...words)).toEqual({ code: 0, output: expected });
});
