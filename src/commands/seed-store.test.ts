/** A store that cannot be had, or takes too long, is told; it never stops the others. */
import { expect, test } from 'vitest';
import { loadDomain } from '../catalog.ts';
import type { Availability, Provisioner } from '../provision/provisioner.ts';
import { type Seeding, seedStore } from './seed-store.ts';

const ready = { version: '7', origin: 'local', source: 'test', reason: 'why not', remedy: null } as const;

async function outcomeWith(state: Availability['state'], change: Partial<Seeding> & { readonly start?: Provisioner['start'] }) {
  const domain = await loadDomain();
  const never: Provisioner['start'] = (_request, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const provisioner: Provisioner = {
    name: 'test',
    available: async (kind) => ({ ...ready, kind, state }),
    start: change.start ?? never,
    stopAll: async () => undefined,
  };
  const { signal } = new AbortController();
  return seedStore('redis', {
    ...{ provisioner, domain, seed: 42, counts: domain.countsAt(0.001), version: { faker: '0', sources: '0' }, folder: '' },
    ...{ mostMs: 60_000, signal, compareCopy: null, ...change },
  });
}

test('a kind that cannot be had is skipped, with the reason and what mends it', async () => {
  expect(await outcomeWith('missing', {})).toEqual({
    ...{ store: 'redis', state: 'skipped', reason: 'redis cannot be had: why not', remedy: 'npm run mhbench -- doctor' },
  });
});

test('what takes longer than it may is given up', async () => {
  expect(await outcomeWith('ready', { mostMs: 30 })).toEqual({
    ...{ store: 'redis', state: 'failed', error: 'not done within 0 s, and given up', log: [] },
  });
});

test('a server that does not start is told', async () => {
  const start = () => Promise.reject(new Error('no port is free'));
  expect(await outcomeWith('ready', { start })).toMatchObject({ state: 'failed', error: 'no port is free' });
});

test('called off, nothing more is told', async () => {
  await expect(outcomeWith('ready', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
});
