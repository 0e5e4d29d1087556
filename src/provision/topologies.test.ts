/** What is said of topologies that cannot be had, without starting or fetching anything. */
import { afterEach, expect, test, vi } from 'vitest';
import { TOPOLOGY_NAMES } from './provisioner.ts';
import { TOPOLOGIES } from './topologies.ts';

afterEach(() => vi.unstubAllEnvs());
const available = (name: (typeof TOPOLOGY_NAMES)[number]) => TOPOLOGIES[name].supply.available({ home: 'nowhere', runner: null });

test.each(TOPOLOGY_NAMES)('%s: which source lacks it, and what mends that', (name) => {
  vi.stubEnv('MHBENCH_SOURCE', 'npm');
  expect(available(name)).toMatchObject({ kind: name, state: 'missing', remedy: expect.stringMatching(/install/) });
});

test("npm's PostgreSQL serves alone, but has not the programs that several of them need", () => {
  vi.stubEnv('MHBENCH_SOURCE', 'npm');
  expect(available('postgres-replicas').reason).toContain("npm's PostgreSQL has no pg_basebackup and psql");
  expect(available('postgres-shards').reason).toContain("npm's PostgreSQL has no psql");
});

test('programs that are not on PATH are named', () => {
  vi.stubEnv('MHBENCH_SOURCE', 'path');
  vi.stubEnv('PATH', '');
  expect(available('kafka-cluster').reason).toContain('no java on PATH');
});
