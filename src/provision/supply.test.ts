/** In which order a kind is had, and what is said of the ways that failed. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ServerError } from '../errors.ts';
import { PACKAGE_SETS, packagesFor } from './package-sets.ts';
import { type Look, type SupplyContext, supplyOf, type Way } from './supply.ts';

const jars = { what: 'jars', licence: 'Apache-2.0', bytes: 5 };
const way = (source: Way['source'], look: Look): Way => ({
  source,
  why: `because ${source}`,
  fetches: source === 'path' ? [] : [jars],
  look: () => look,
  take: async () => {
    if (look.state === 'absent') throw new ServerError(look.reason, { log: ['its last words'] });
    return { source: source === 'path' ? 'PATH' : 'private tree', version: '1.0', programs: {}, env: {} };
  },
});
const absent = (reason: string): Look => ({ state: 'absent', reason });
const ready = (reason: string): Look => ({ state: 'ready', version: '1.0', reason });
const fetchable: Look = { state: 'fetchable', reason: 'apt-get fetches it' };
const supply = (...ways: readonly Way[]) => supplyOf('kafka', ways, () => 'install it');
const place = { home: 'here', runner: null };
const context: SupplyContext = {
  ...place,
  guard: {
    ...{ guard: () => undefined, unguard: () => undefined, guardFolder: () => undefined, unguardFolder: () => undefined },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  },
  signal: new AbortController().signal,
  note: () => undefined,
  tree: () => Promise.reject(new Error('no tree')),
};
afterEach(() => vi.unstubAllEnvs());

describe('a kind is had', () => {
  test('by the first way that succeeds, with the reasons of those before it', async () => {
    const found = await supply(way('tree', absent('no apt-get')), way('path', ready('a folder'))).get(context);
    expect(found).toMatchObject({ source: 'PATH', reason: 'because path; no apt-get: its last words' });
  });
  test('by none, with every reason and the remedy', async () => {
    const refused = supply(way('tree', absent('no apt-get')), way('path', absent('no java'))).get(context);
    await expect(refused).rejects.toThrow('no kafka can be had here: no apt-get: its last words; no java: its last words');
    await expect(refused).rejects.toMatchObject({
      absent: true,
      hint: expect.stringMatching(/^install it; or bring a \.bench folder/),
    });
  });
  test('by the forced way alone', async () => {
    vi.stubEnv('MHBENCH_SOURCE', 'path');
    const both = supply(way('tree', ready('fetched before')), way('path', ready('a folder')));
    expect(await both.get(context)).toMatchObject({ source: 'PATH', reason: 'forced by MHBENCH_SOURCE=path' });
    vi.stubEnv('MHBENCH_SOURCE', 'npm');
    await expect(both.get(context)).rejects.toThrow('npm has no kafka');
    expect(both.available(place)).toMatchObject({ state: 'missing', reason: expect.stringContaining('no source has kafka') });
  });
});

describe('without fetching anything it is said', () => {
  test('that it is ready, and what was fetched for it', () => {
    const found = supply(way('tree', ready('fetched before'))).available(place);
    expect(found).toMatchObject({ state: 'ready', version: '1.0', reason: 'fetched before', fetches: [jars] });
  });
  test('that a run would prefer what it fetches', () => {
    const { state, source, reason } = supply(way('tree', fetchable), way('path', ready('a folder'))).available(place);
    expect({ state, source }).toEqual({ state: 'ready', source: 'PATH' });
    expect(reason).toBe('a folder; a run first fetches the private tree and prefers it');
  });
  test('that it can be fetched, or why it is missing', () => {
    expect(supply(way('tree', fetchable), way('path', absent('no java'))).available(place)).toMatchObject({ state: 'fetchable' });
    expect(supply(way('tree', absent('no apt-get')), way('path', absent('no java'))).available(place)).toMatchObject({
      ...{ state: 'missing', reason: 'no apt-get; no java', remedy: 'install it' },
    });
  });
});

test('on arm64 packages have the names that Debian gives them there, and what it does not have is left out', () => {
  const wanted = ['g++-12', 'binutils-x86-64-linux-gnu', 'libquadmath0', 'libgomp1'];
  expect(packagesFor('arm64', wanted)).toEqual(['g++-12', 'binutils-aarch64-linux-gnu', 'libgomp1']);
  expect(packagesFor('x64', wanted)).toEqual(wanted);
  for (const { wanted: names } of Object.values(PACKAGE_SETS)) {
    expect(packagesFor('arm64', names).filter((name) => /x86|amd64/.test(name))).toEqual([]);
  }
});

test('sets of packages have different packages, so that their trees have different names', () => {
  const lists = Object.values(PACKAGE_SETS).map(({ wanted }) => [...wanted].sort().join());
  expect(new Set(lists).size).toBe(lists.length);
});
