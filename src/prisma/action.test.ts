// Which database a migration is for, and which engine it goes through, without either.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionOf, targetIn } from './action.ts';
import { engineFor, environmentFor } from './engine.ts';

describe('the database', () => {
  const url = 'postgresql://bench:secret@127.0.0.1:5433/milkyhoop?schema=lane';
  test('is named by DATABASE_URL before MHBENCH_POSTGRES_URL, and shown without its password', () => {
    const target = targetIn({ DATABASE_URL: url, MHBENCH_POSTGRES_URL: 'postgresql://other/x' });
    expect(target).toEqual({ url, variable: 'DATABASE_URL', shown: 'bench@127.0.0.1:5433/milkyhoop, schema lane' });
    expect(targetIn({ DATABASE_URL: '', MHBENCH_POSTGRES_URL: url })).toMatchObject({ variable: 'MHBENCH_POSTGRES_URL' });
    expect(targetIn({})).toBeNull();
  });
  test.each(['mongodb://u:secret@h/d', 'secret'])('is refused when it is not PostgreSQL, and not repeated: %s', (wrong) => {
    expect(() => targetIn({ DATABASE_URL: wrong })).toThrow(/^DATABASE_URL is not a PostgreSQL URL\.$/);
  });
});

test('an action that there is not is refused with its neighbour', () => {
  expect(actionOf('deploy')).toBe('deploy');
  expect(() => actionOf('deplyo')).toThrow('Did you mean deploy?');
  expect(() => actionOf('toString')).toThrow('There is no action');
  expect(() => actionOf(undefined)).toThrow('An action is missing.');
});

describe('the engine', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mhbench-test-engine-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const sources = (name: string, arrives: boolean) => {
    const state = { here: false, downloads: 0 };
    const download = async () => {
      state.downloads += 1;
      state.here = arrives;
    };
    const memory = join(folder, name, 'engine-refused');
    return { state, env: {}, memory, signal: new AbortController().signal, present: () => state.here, download };
  };

  test("is Prisma's own where it can be downloaded", async () => {
    const from = sources('arrives', true);
    expect(await engineFor(from)).toMatchObject({ kind: 'native' });
    expect(existsSync(from.memory)).toBe(false);
  });
  test('is the WebAssembly one where it cannot, and that is tried once', async () => {
    const from = sources('refused', false);
    const first = await engineFor(from);
    expect(first).toMatchObject({ kind: 'js', reason: expect.stringContaining('could not be downloaded') });
    expect(await engineFor(from)).toEqual(first);
    expect(from.state.downloads).toBe(1);
  });
  test('is what is asked for, before anything is tried', async () => {
    const from = sources('asked', true);
    expect(await engineFor({ ...from, env: { MHBENCH_PRISMA_ENGINE: 'js' } })).toMatchObject({ kind: 'js' });
    expect(await engineFor({ ...from, env: { PRISMA_SCHEMA_ENGINE_BINARY: 'x' } })).toMatchObject({ kind: 'native' });
    expect(from.state.downloads).toBe(0);
  });
  test('gets files that exist in the place of binaries only where there are none', () => {
    const js = environmentFor({ kind: 'js', reason: '' }, { A: '1', B: undefined }, 'postgresql://u:secret@h/d');
    expect(js).toMatchObject({ A: '1', DATABASE_URL: 'postgresql://u@h/d', MHBENCH_PRISMA_URL: 'postgresql://u:secret@h/d' });
    expect(existsSync(js['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '')).toBe(true);
    expect(js).not.toHaveProperty('B');
    const native = environmentFor({ kind: 'native', reason: '' }, {}, null);
    expect(native).not.toHaveProperty('PRISMA_SCHEMA_ENGINE_BINARY');
    expect(native).not.toHaveProperty('DATABASE_URL');
  });
});
