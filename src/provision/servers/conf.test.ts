/** Configuration files as they are written. */
import { expect, test } from 'vitest';
import { pgbouncerIni, userList } from './pgbouncer.ts';
import { postgresConf, postgresDefaults, postgresRecipe } from './postgres.ts';
import { redisConf } from './redis.ts';

const GB = 1024 ** 3;
const upstream = {
  endpoint: { host: '127.0.0.1', port: 5433, user: 'bench', password: 'p', database: 'bench' },
  users: [{ user: 'lane_a', password: 'se"cret' }],
};

test('shared_buffers is an eighth of memory, at most 1 GB', () => {
  const has = { statements: true, zones: true };
  expect(postgresDefaults(4 * GB, has)['shared_buffers']).toBe('512MB');
  expect(postgresDefaults(64 * GB, has)['shared_buffers']).toBe('1024MB');
});

test('without time zones on the machine the built-in one is used', () => {
  expect(postgresDefaults(GB, { statements: false, zones: false })).toMatchObject({ timezone: 'GMT', log_timezone: 'GMT' });
  expect(postgresDefaults(GB, { statements: false, zones: false })).not.toHaveProperty('shared_preload_libraries');
});

test('a private PostgreSQL has what is packaged with it, and not Citus', () => {
  expect(postgresRecipe.beyond?.({ shared_preload_libraries: 'pg_stat_statements, citus' })).toEqual({
    reason: 'no package source of a private PostgreSQL has citus',
    remedy: expect.stringMatching(/^docker compose --profile citus up -d --wait, and its address in MHBENCH_POSTGRES_URL /),
  });
  expect(postgresRecipe.beyond?.({ shared_preload_libraries: 'pg_stat_statements' })).toBeNull();
  expect(postgresRecipe.beyond?.({ jit: 'off' })).toBeNull();
});

test('PostgreSQL listens on loopback alone, and a quote in a value stays in it', () => {
  const conf = postgresConf(5432, { search_path: "a', 'b\\" });
  expect(conf).toContain("listen_addresses = '127.0.0.1'\n");
  expect(conf).toContain("unix_socket_directories = ''\n");
  expect(conf).toContain("search_path = 'a'', ''b\\\\'\n");
});

test('PgBouncer leads every database to its PostgreSQL, and its passwords are in the users file alone', () => {
  const ini = pgbouncerIni({ port: 6432, usersFile: '/a b/userlist.txt' }, upstream, {
    pool_mode: 'session',
    server_reset_query_always: true,
  });
  expect(ini).toContain('* = host=127.0.0.1 port=5433\n');
  expect(ini).toContain('pool_mode = session\nserver_reset_query_always = 1\n');
  expect(ini).toContain('admin_users = lane_a\n');
  expect(ini).not.toContain('se"cret');
  expect(userList(upstream.users)).toBe('"lane_a" "se""cret"\n');
});

test('Redis writes its folder quoted and an empty value as one', () => {
  const conf = redisConf({ port: 6379, folder: '/my project/x', password: 'p' }, { save: '', appendonly: true });
  expect(conf).toContain('dir "/my project/x"\n');
  expect(conf).toContain('save ""\nappendonly yes\n');
});
