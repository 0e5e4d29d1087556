// The program as a process: exit codes, signals, closed pipes, and what it reads from the folder it stands in.
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import { describe, expect, test } from 'vitest';
import { ECHO_NS } from './commands/interrupts.ts';
import { temporaryFolder } from './testing/fake-io.ts';

const PROGRAM = resolve(import.meta.dirname, 'mhbench.js');
/** Without what an npm around this test has left, and without settings of whoever runs it. */
const CLEAN = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MHBENCH_)/i.test(name)));
interface Place {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}
const start = (words: readonly string[], { cwd, env = {} }: Place) =>
  execa(process.execPath, [PROGRAM, ...words], {
    cwd,
    env: { ...CLEAN, ...env },
    extendEnv: false,
    reject: false,
    timeout: 60_000,
  });

/** Runs in a folder with these files. */
async function ran(words: readonly string[], files: Readonly<Record<string, string>> = {}, env: NodeJS.ProcessEnv = {}) {
  await using folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  const { exitCode, stdout, stderr } = await start(words, { cwd: folder.path, env });
  return { exitCode, stdout, stderr };
}

describe('exit codes', () => {
  test('0 with the version on stdout', async () =>
    expect(await ran(['--version'])).toEqual({ exitCode: 0, stdout: '0.1.0', stderr: '' }));
  test('2 for a mistake, without a stack', async () => {
    const { exitCode, stdout, stderr } = await ran(['report', 'nothing-there']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: There is no run nothing-there/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
  test('2 for flags that npm kept, before anything else is looked at', async () => {
    const npm = { npm_lifecycle_event: 'bench', npm_lifecycle_script: 'node src/mhbench.js run', npm_config_dry_run: 'true' };
    const { exitCode, stderr } = await ran(['run'], { 'mhbench.config.json': 'broken' }, npm);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Write: npm run bench -- --dry-run')]);
  });
});

describe('what is read from the folder', () => {
  test('.env, whose values lose against the environment', async () => {
    const files = { '.env': 'MHBENCH_SEED=from-dotenv\nMHBENCH_SCALE=from-dotenv\n' };
    const { exitCode, stderr } = await ran(['run', '--dry-run'], files, { MHBENCH_SCALE: 'from-shell' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('MHBENCH_SEED: must be a whole number from 0 to 4294967295, not "from-dotenv".');
    expect(stderr).toContain('not "from-shell"');
  });
  test('mhbench.config.ts, as TypeScript', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'mhbench.config.ts': "const out: string = 'from-config';\nexport default { out };\n",
    };
    expect((await ran(['report'], files)).stderr).toContain('from-config holds no run yet.');
  });
});

test('a reader who closes the pipe ends it quietly', async () => {
  await using folder = await temporaryFolder();
  const running = start(['schema'], { cwd: folder.path });
  running.stdout.destroy();
  expect(await running).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('signals', () => {
  // A configuration that waits for its standard input stands for a command at work.
  const WAITING = `process.stderr.write('at work\\n');
await new Promise((go) => process.stdin.once('data', go));
process.stdin.destroy();
export default {};
`;
  async function atWork() {
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, 'mhbench.config.mjs'), WAITING);
    const running = start(['report'], { cwd: folder.path });
    await said(running, 'at work');
    return { running, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  }
  /** Resolves when the text stands on stderr; execa's own deadline ends a process that never says it. */
  const said = (running: Pick<ResultPromise, 'stderr'>, text: string): Promise<void> =>
    new Promise((done, failed) => {
      let heard = '';
      running.stderr?.on('data', (chunk) => {
        heard += String(chunk);
        if (heard.includes(text)) done();
      });
      running.stderr?.on('end', () => failed(new Error(`it ended without saying ${text}, but: ${heard}`)));
    });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s lets the command end in its own time, with %i', async (signal, code) => {
    await using at = await atWork();
    at.running.kill(signal);
    await said(at.running, 'stopping servers');
    // npm sends the same Ctrl-C once more at once.
    at.running.kill(signal);
    at.running.stdin.write('go\n');
    const { exitCode, stderr } = await at.running;
    expect(exitCode).toBe(code);
    expect(stderr).toContain('reports holds no run yet.');
  });
  test('a second one later ends at once', async () => {
    await using at = await atWork();
    at.running.kill('SIGINT');
    await said(at.running, 'stopping servers');
    await pause(ECHO_NS / 1e6 + 100);
    at.running.kill('SIGINT');
    const { exitCode, stderr } = await at.running;
    expect(exitCode).toBe(130);
    expect(stderr).not.toContain('holds no run yet');
  });
});
