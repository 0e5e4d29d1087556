// The command line itself: help, suggestions, and what reaches a command.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT_TABLE } from '../exit-codes.ts';
import { type FakeIo, fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { endingOf } from './error-lines.ts';
import { createProgram } from './program.ts';

async function run(words: string, change: Partial<FakeIo> = {}): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(change);
  const { command, exitCode } = createProgram(io, '1.2.3');
  const ended = await command.parseAsync(words.split(' ').filter(Boolean), { from: 'user' }).then(exitCode, endingOf);
  const { code, lines } = typeof ended === 'number' ? { code: ended, lines: [] } : ended;
  return { code, out: io.stdout.written(), err: [io.stderr.written(), ...lines].join('\n') };
}

test('help shows every command, examples and the exit codes', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  for (const word of [
    'run',
    'list',
    'explain',
    'new',
    'advice',
    'doctor',
    'report',
    'schema',
    'provision',
    'clean',
    'db',
    'Examples:',
    '--dry-run',
  ])
    expect(out).toContain(word);
  for (const [exit, meaning] of EXIT_TABLE) expect(out).toContain(`${exit.padEnd(4)} ${meaning}`);
});
test('the help of run names every option', async () => {
  const { out } = await run('run --help');
  const options = 'profile only exclude scale seed run-seed out dry-run json progress color no-color quiet cpus timeout';
  for (const option of options.split(' ')) expect(out).toContain(`--${option}`);
});
test('the version', async () => expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' }));

describe('mistakes end with 2 and a suggestion', () => {
  test('a command', async () => {
    const { code, err } = await run('rnu');
    expect([code, err]).toEqual([2, expect.stringContaining('Did you mean run?')]);
  });
  test('an option', async () => {
    const { code, err } = await run('run --sead 4');
    expect([code, err]).toEqual([2, expect.stringContaining('Did you mean --seed?')]);
  });
  test('no command at all shows the help', async () => {
    const { code, err } = await run('');
    expect([code, err]).toEqual([2, expect.stringContaining('Usage: mhbench')]);
  });
  test('values, all of them at once', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'mhbench.config.json'), '{ "sed": 1 }');
    const { code, err } = await run('run --seed x --scale 0', { cwd: folder.path, env: { MHBENCH_CPUS: 'x' } });
    expect(code).toBe(2);
    for (const place of ['--seed: ', '--scale: ', 'MHBENCH_CPUS: ', 'mhbench.config.json: sed: ']) expect(err).toContain(place);
  });
});

test('schema prints the JSON schema of a record', async () => {
  const { code, out } = await run('schema');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ type: 'object', properties: { run: {}, comparisons: {} } });
});
test('report looks where --out, the environment or the configuration file says', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'mhbench.config.json'), '{ "out": "from-file" }');
  const told = async (words: string, env = {}): Promise<string> => (await run(words, { cwd: folder.path, env })).err;
  expect(await told('report')).toContain('from-file holds no run yet.');
  expect(await told('report', { MHBENCH_OUT: 'from-env' })).toContain('from-env holds no run yet.');
  expect(await told('report --out from-flag', { MHBENCH_OUT: 'from-env' })).toContain('from-flag holds no run yet.');
});
