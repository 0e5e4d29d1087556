/** Where FAISS' binding comes from on this machine, and what is told where it cannot be had. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { probes } from '../commands/probes.ts';
import { faissSupply } from './faiss.ts';
import { ensureBuilt, readBuilt, type Toolchain } from './faiss-build.ts';
import { type LocalProvisioner, localProvisioner } from './local.ts';
import { openGuard } from './processes.ts';

const benchDir = resolve(import.meta.dirname, '..', '..', '.bench');
const scratch = mkdtempSync(join(tmpdir(), 'mhbench faiss '));
const { signal } = new AbortController();
let provisioner: LocalProvisioner;

beforeAll(async () => {
  provisioner = await localProvisioner({ benchDir, runId: 'test', logDir: scratch, probes, signal, note: () => undefined });
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await provisioner[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

describe('the library', () => {
  test('is had once, with a folder for the run that goes with it', async () => {
    const own = await localProvisioner({ benchDir, runId: 'test', logDir: scratch, probes, signal, note: () => undefined });
    const library = await own.library('faiss');
    expect(await own.library('faiss')).toBe(library);
    expect(library).toMatchObject({
      kind: 'faiss',
      binding: 'faiss-node 0.5.1',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    expect(existsSync(library.path)).toBe(true);
    expect(existsSync(library.folder)).toBe(true);
    await own[Symbol.asyncDispose]();
    expect(existsSync(library.folder)).toBe(false);
  });

  test('that was had before needs no network, no compiler and no npm', async () => {
    await provisioner.library('faiss');
    vi.stubEnv('PATH', '');
    expect(await provisioner.available('faiss')).toMatchObject({ kind: 'faiss', state: 'ready', remedy: null });
  });

  test('that cannot be had is told with every reason and with what mends it', async () => {
    vi.stubEnv('PATH', '');
    vi.stubEnv('MHBENCH_SOURCE', 'tree');
    const missing = faissSupply.available({ home: join(scratch, 'empty'), runner: null });
    expect(missing).toMatchObject({ kind: 'faiss', state: 'missing', version: null });
    expect(missing.reason).toMatch(/no apt-get.*forced by MHBENCH_SOURCE=tree/);
    expect(missing.remedy).toContain('libfaiss-dev');
    vi.stubEnv('MHBENCH_SOURCE', 'path');
    expect(faissSupply.available({ home: join(scratch, 'empty'), runner: null })).toMatchObject({
      state: 'missing',
      reason: expect.stringContaining('no g++'),
    });
  });
});

describe('a build', () => {
  const folder = join(scratch, 'bindings');
  const toolchain: Toolchain = {
    compiler: '/bin/false',
    compilerArgs: [],
    includes: [],
    libraryFolders: [],
    bundled: [],
    env: {},
  };

  test('that fails is told and leaves nothing', async () => {
    await using guard = openGuard(join(scratch, 'runs'));
    const failing = ensureBuilt({
      folder,
      against: 'nothing',
      guard,
      signal,
      note: () => undefined,
      toolchain: async () => toolchain,
    });
    await expect(failing).rejects.toThrow('false failed: exit code 1');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of another layout or half of one is none', async () => {
    const wanted = { folder, against: 'test' };
    expect(readBuilt(wanted)).toBeNull();
    await using guard = openGuard(join(scratch, 'runs'));
    const seen: string[] = [];
    const toolchainOf = async () => {
      seen.push('asked');
      return toolchain;
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), '{"layout":0,"version":"1"}');
    await expect(ensureBuilt({ ...wanted, guard, signal, note: () => undefined, toolchain: toolchainOf })).rejects.toThrow(
      'exit code 1',
    );
    expect(seen).toEqual(['asked']);
  });
});
