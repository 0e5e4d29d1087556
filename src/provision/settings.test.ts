/** Settings on their way in and back. */
import { expect, test } from 'vitest';
import { checkReadBack, checkSettings, differences, sameSetting } from './settings.ts';

test.each([
  ['postgres', '1024MB', '1GB'],
  ['postgres', 32768, '256MB'],
  ['postgres', 300, '5min'],
  ['postgres', false, 'off'],
  ['postgres', 1.1, '1.1'],
  ['postgres', 'pg_stat_statements,auto_explain', 'pg_stat_statements, auto_explain'],
  ['redis', '64mb', '67108864'],
  ['redis', 'KEA', 'AKE'],
  ['redis', true, 'yes'],
  ['redis', 'normal 0 0 0', 'normal 0 0 0 slave 268435456 67108864 60'],
  ['pgbouncer', 'session', 'session'],
  ['pgbouncer', true, '1'],
  ['kafka', 4, '4'],
  ['kafka', false, 'false'],
  ['kafka', '0.50', '0.5'],
  ['neo4j', '512m', '512.00MiB'],
  ['neo4j', '1500k', '1.46MiB'],
  ['neo4j', false, 'false'],
  ['mongodb', 0.25, '0.25'],
] as const)('%s: %s is what the server reports as %s', (kind, given, reported) => {
  expect(sameSetting(kind, given, reported)).toBe(true);
});

test.each([
  ['postgres', '8MB', '4MB'],
  ['postgres', 'on', 'off'],
  ['postgres', '12345kB', '12352kB'],
  ['postgres', 200, '100'],
  ['redis', '64mb', '64000000'],
  ['redis', 'allkeys-lru', 'allkeys-lfu'],
  ['pgbouncer', 20, '25'],
  ['kafka', '1m', '1'],
  ['neo4j', '512m', '256.00MiB'],
  ['neo4j', '1g', '1.01GiB'],
  ['mongodb', 1, '2'],
] as const)('%s: %s is not what the server reports as %s', (kind, given, reported) => {
  expect(sameSetting(kind, given, reported)).toBe(false);
});

test('every wrong setting is told with both values', () => {
  const check = (): void =>
    checkReadBack('postgres', { work_mem: '8MB', jit: 'on', nonsense: 1 }, { work_mem: '4MB', jit: 'on' });
  expect(check).toThrow(/work_mem: given 8MB, reported 4MB; nonsense: given 1, but the server knows no such setting/);
});

test('a server may load more libraries than it is asked for, and no fewer', () => {
  const loaded = { shared_preload_libraries: 'pg_stat_statements, citus' };
  expect(differences('postgres', { shared_preload_libraries: 'citus' }, loaded)).toEqual([]);
  expect(differences('postgres', { shared_preload_libraries: 'citus,timescaledb' }, loaded)).toHaveLength(1);
  expect(differences('postgres', { shared_preload_libraries: 'cit' }, loaded)).toHaveLength(1);
});

test('names of settings are compared without regard to case, as PostgreSQL does', () => {
  expect(() => checkReadBack('postgres', { timezone: 'UTC' }, { TimeZone: 'UTC' })).not.toThrow();
});

test('a setting cannot break out of its line, nor take what the provisioner holds', () => {
  expect(() => checkSettings('redis', { hz: '10\nrequirepass x' }, [])).toThrow(/more than one line/);
  expect(() => checkSettings('redis', { 'hz 10\nport': 1 }, [])).toThrow(/no name of a redis setting/);
  expect(() => checkSettings('postgres', { Listen_Addresses: '*' }, ['listen_addresses'])).toThrow(/cannot be set/);
});
