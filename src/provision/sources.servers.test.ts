/** Where programs and data come to lie, on this machine's real package clients. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { probes, queryOnce } from '../testing/probes.ts';
import { type LocalProvisioner, localProvisioner } from './local.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { placeFor } from './place.ts';
import { readTree } from './tree.ts';
import { runnerForServers } from './user.ts';

const benchDir = fileURLToPath(new URL('../../.bench', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'mhbench test '));
const { signal } = new AbortController();

const open = (options: Partial<Parameters<typeof localProvisioner>[0]> = {}): Promise<LocalProvisioner> =>
  localProvisioner({ benchDir, runId: 'test', logDir: join(scratch, 'logs'), probes, signal, note: () => undefined, ...options });

// Servers run as another user when root tests, and that user must be able to pass.
beforeAll(() => chmodSync(scratch, 0o755));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('where data lives', () => {
  test('in the project, when the user of the servers can enter it', () => {
    expect(placeFor(join(scratch, 'open', '.bench'), runnerForServers())).toMatchObject({
      data: join(scratch, 'open', '.bench', 'data'),
      elsewhere: null,
    });
  });

  test.runIf(process.getuid?.() === 0)('in a private folder of ours, when he cannot', () => {
    const closed = join(scratch, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const place = placeFor(join(closed, '.bench'), runnerForServers());
    expect(place.data).toBe(join(tmpdir(), 'mhbench-0', 'data'));
    expect(place.elsewhere).toContain('cannot enter it');
  });

  test('in a private folder of ours, when the path has a colon, at which library paths are split', () => {
    expect(placeFor(join(scratch, 'a:b', '.bench'), null).elsewhere).toContain('colon');
  });
});

describe('the private tree', () => {
  test.runIf(existsSync('/usr/bin/apt-get'))('a fetch that is stopped in the middle leaves no half tree', async () => {
    const home = join(scratch, 'half tree', '.bench');
    const stop = new AbortController();
    const note = (line: string): void => {
      if (line.startsWith('unpacking') || line.startsWith('fetching')) stop.abort();
    };
    await using provisioner = await open({ benchDir: home, signal: stop.signal, note });
    await expect(provisioner.start({ kind: 'redis', name: 'never', settings: {} }, signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    const { tree } = placeFor(home, runnerForServers());
    expect(readTree(tree, PACKAGE_SETS.base)).toBeNull();
    expect(readdirSync(tree)).toEqual([]);
  });

  test('a forced source that is none of ours is refused', async () => {
    vi.stubEnv('MHBENCH_SOURCE', 'docker');
    await using provisioner = await open();
    await expect(provisioner.start({ kind: 'redis', name: 'never', settings: {} }, signal)).rejects.toThrow(
      'MHBENCH_SOURCE is "docker"',
    );
    vi.unstubAllEnvs();
  });

  test('npm has a PostgreSQL that answers, and says that it is another version', async () => {
    vi.stubEnv('MHBENCH_SOURCE', 'npm');
    await using provisioner = await open();
    const server = await provisioner.start({ kind: 'postgres', name: 'from-npm', settings: {} }, signal);
    vi.unstubAllEnvs();
    expect(server).toMatchObject({
      source: 'npm',
      reason: 'forced by MHBENCH_SOURCE=npm',
      version: expect.stringMatching(/^18\./),
    });
    expect(await queryOnce(server.endpoint, 'SELECT 6 * 7 AS answer')).toEqual([{ answer: 42 }]);
  });
});
