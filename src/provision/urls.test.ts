import { describe, expect, test } from 'vitest';
import { SERVER_KINDS } from './provisioner.ts';
import { givenServers, kindOfUrl, readUrl, URL_VARIABLES } from './urls.ts';

const endpoint = (kind: Parameters<typeof readUrl>[0], text: string) => readUrl(kind, text).endpoint;
const problems = (kind: Parameters<typeof readUrl>[0], text: string) => readUrl(kind, text).problems;

describe('a URL that is in order', () => {
  test('of every kind, with what it leaves out', () => {
    expect(endpoint('postgres', 'postgresql://app:pw@db.example:6000/shop')).toEqual({
      host: 'db.example',
      port: 6000,
      user: 'app',
      password: 'pw',
      database: 'shop',
    });
    expect(endpoint('postgres', 'postgres://app@h/shop')).toMatchObject({ port: 5432, password: '' });
    expect(endpoint('redis', 'redis://h')).toEqual({ host: 'h', port: 6379, user: '', password: '', database: '0' });
    expect(endpoint('redis', 'redis://:pw@h/5')).toMatchObject({ user: '', password: 'pw', database: '5' });
    expect(endpoint('mongodb', 'mongodb://h')).toMatchObject({ port: 27017, user: '', database: '' });
    expect(endpoint('kafka', 'kafka://h')).toMatchObject({ host: 'h', port: 9092 });
    expect(endpoint('neo4j', 'bolt://neo4j:pw@h')).toMatchObject({ port: 7687, database: 'neo4j' });
  });
  test('percent-encoded, and an address of IPv6', () =>
    expect(endpoint('postgres', 'postgres://a%40b:p%2Fw%25%23@[::1]:5433/my%20shop')).toEqual({
      host: '::1',
      port: 5433,
      user: 'a@b',
      password: 'p/w%#',
      database: 'my shop',
    }));
  test('what Prisma adds is passed over', () =>
    expect(endpoint('postgres', 'postgres://a:b@h/shop?schema=milky')).toMatchObject({ database: 'shop' }));
});

describe('encryption', () => {
  test.each([
    ['postgres', 'postgres://a:b@h/d?sslmode=require', true],
    ['postgres', 'postgres://a:b@h/d?sslmode=verify-full', true],
    ['postgres', 'postgres://a:b@h/d?sslmode=disable', undefined],
    ['postgres', 'postgres://a:b@h/d', undefined],
    ['redis', 'rediss://h', true],
    ['mongodb', 'mongodb://h/?tls=true', true],
    ['neo4j', 'neo4j+s://h', true],
    ['neo4j', 'bolt+s://h', true],
  ] as const)('%s %s', (kind, text, tls) => expect(endpoint(kind, text)?.tls).toBe(tls));

  test.each([
    ['postgres', 'postgres://a:b@h/d?sslmode=prefer', 'its sslmode must be disable, require, verify-ca, verify-full, once'],
    ['postgres', 'postgres://a:b@h/d?sslmode=require&sslmode=disable', 'its sslmode must be disable, require'],
    ['postgres', 'postgres://a:b@h/d?sslrootcert=x', 'it has parameters that are not understood; there are sslmode'],
    ['mongodb', 'mongodb://h/?tls=true&ssl=false', 'its parameters ask for TLS and for none'],
    ['mongodb', 'mongodb+srv://h', 'it must have the form mongodb://'],
    ['neo4j', 'neo4j+ssc://h', 'it must have the form neo4j://'],
    ['kafka', 'kafka+ssl://h', 'it must have the form kafka://'],
    ['kafka', 'kafka://h?ssl=true', 'it has parameters that are not understood; there are none'],
  ] as const)('what asks for it in a way that is not understood is refused: %s %s', (kind, text, problem) =>
    expect(problems(kind, text)).toEqual([expect.stringContaining(problem)]),
  );
});

describe('mistakes', () => {
  test('are told all at once, each with its variable', () =>
    expect(
      givenServers({
        MHBENCH_POSTGRES_URL: 'postgres://h:0/?sslmode=perhaps',
        MHBENCH_REDIS_URL: 'redis://h/first',
        MHBENCH_KAFKA_URL: 'kafka://a:1,b:2',
        MHBENCH_MONGODB_URL: 'mongodb://a,b/x',
        MHBENCH_NEO4J_URL: '',
      }).problems,
    ).toEqual([
      'MHBENCH_POSTGRES_URL: it names no database.',
      'MHBENCH_POSTGRES_URL: 0 is no port of a server.',
      'MHBENCH_POSTGRES_URL: it names no user.',
      'MHBENCH_POSTGRES_URL: its sslmode must be disable, require, verify-ca, verify-full, once.',
      'MHBENCH_REDIS_URL: what follows the host must be the number of a database.',
      expect.stringContaining('MHBENCH_KAFKA_URL: it cannot be read as kafka://HOST:PORT'),
      'MHBENCH_MONGODB_URL: it names several hosts; name one.',
    ]));

  test.each([
    ['postgres', 'mysql://app:S3cret@h/d'],
    ['postgres', 'S3cret'],
    ['postgres', 'postgres://app:S3cret#x@h/d'],
    ['postgres', 'postgres://app:S3cret/x@h/d'],
    ['postgres', 'postgres://app:12?S3cret=1@h/d'],
    ['postgres', 'postgres://app:S3cret%@h/d'],
    ['postgres', 'postgres://S3cret@/d'],
    ['redis', 'redis://:S3cret@h/S3cret'],
    ['kafka', 'kafka://app:S3cret@h'],
    ['neo4j', 'neo4j://app:S3cret@h:S3cret'],
    ['mongodb', 'mongodb://app:S3cret@a,b/d?S3cret=1'],
  ] as const)('no part of the URL is repeated: %s %s', (kind, text) => {
    expect(problems(kind, text)).not.toEqual([]);
    expect(problems(kind, text).join()).not.toContain('S3cret');
  });

  test('a pooler is refused with the reason', () =>
    expect(givenServers({ MHBENCH_PGBOUNCER_URL: 'postgres://a:b@h:6432/d' }).problems).toEqual([
      expect.stringMatching(/^MHBENCH_PGBOUNCER_URL: a pooler .* does not know the passwords .* a private PgBouncer/),
    ]));
});

test('every kind has its variable, and every scheme but that of a pooler its kind', () => {
  expect(URL_VARIABLES).toHaveLength(SERVER_KINDS.length);
  expect(['postgres://h', 'rediss://h', 'mongodb://h', 'kafka://h', 'bolt+s://h', 'mysql://h'].map(kindOfUrl)).toEqual([
    'postgres',
    'redis',
    'mongodb',
    'kafka',
    'neo4j',
    null,
  ]);
});
