// Servers that are spoken to by TLS: encrypted, with a certificate that is checked, and never in the clear instead.
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalServer } from '../provision/provisioner.ts';
import { runnerForServers } from '../provision/user.ts';
import { project, smokeRun } from '../testing/cli.ts';
import { type StandingServers, standingServers, urlOf } from '../testing/standing-servers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mhbench-tls-test-'));
const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
let servers: StandingServers;
let postgres: LocalServer;
let redis: LocalServer;
let urls: Record<string, string>;

/** A certificate that nobody trusts who was not told to, for a day. */
async function makeCertificate(): Promise<void> {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    ...subject,
    '-keyout',
    key,
    '-out',
    certificate,
  ]);
  const runner = runnerForServers();
  chmodSync(folder, 0o755);
  chmodSync(key, 0o600);
  if (runner !== null) chownSync(key, runner.uid, runner.gid);
}

beforeAll(async () => {
  await makeCertificate();
  servers = await standingServers();
  postgres = await servers.start('postgres', { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key, log_connections: 'on' });
  const port = await getPort({ host: '127.0.0.1' });
  const files = { 'tls-cert-file': certificate, 'tls-key-file': key, 'tls-ca-cert-file': certificate };
  redis = await servers.start('redis', { 'tls-port': port, 'tls-auth-clients': 'no', ...files });
  const redisUrl = urlOf('redis', { ...redis.endpoint, host: 'localhost', port }).replace('redis://', 'rediss://');
  const postgresUrl = `${urlOf('postgres', { ...postgres.endpoint, host: 'localhost' })}?sslmode=require`;
  urls = { MHBENCH_POSTGRES_URL: postgresUrl, MHBENCH_REDIS_URL: redisUrl };
});
afterAll(async () => {
  await servers[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const CONTENT = ['--only', 'cache_ttl/ttl-on-keys', '--only', 'indexing/covering', '--only', 'connection_pooling/pgbouncer'];

/** A line for each connection that PostgreSQL let in. */
const authorized = async () => (await postgres.logTail(10_000)).filter((line) => line.includes('connection authorized'));

test('a run measures by TLS alone, and leaves out the pooler that would speak in the clear', async () => {
  const before = (await authorized()).length; // The test's own, when it started the server.
  const { code, record } = await smokeRun(path.join(folder, 'trusted'), CONTENT, { ...urls, NODE_EXTRA_CA_CERTS: certificate });
  expect(record).toMatchObject({
    failed: [],
    skipped: [{ id: 'connection_pooling/pgbouncer', reason: expect.stringContaining('in the clear') }],
  });
  expect(new Set(record.comparisons.map(({ id }) => id))).toEqual(new Set(['cache_ttl/ttl-on-keys', 'indexing/covering']));
  expect(code).toBe(0);
  const logged = (await authorized()).slice(before);
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.filter((line) => !line.includes('SSL enabled'))).toEqual([]);
});

test('a certificate that nobody vouches for is refused, and the server with it', async () => {
  const { code, record } = await smokeRun(path.join(folder, 'unknown'), CONTENT, { ...urls, NODE_EXTRA_CA_CERTS: '' });
  expect(code).toBe(3);
  expect(record).toMatchObject({ comparisons: [], failed: [], servers: [] });
  for (const { reason } of record.skipped) expect(reason).toMatch(/self-signed certificate|in the clear/);
});

test('doctor says so as well', async () => {
  const program = path.join(project, 'src', 'mhbench.js');
  const { stdout } = await execa(process.execPath, [program, 'doctor'], {
    cwd: project,
    env: { ...urls, NODE_EXTRA_CA_CERTS: certificate },
    reject: false,
  });
  expect(stdout).toMatch(/✔ postgres +15\S*.*, attach \(URL\), MHBENCH_POSTGRES_URL is set/);
  expect(stdout).toMatch(/! pgbouncer .*MHBENCH_POSTGRES_URL is set and asks for TLS, and the private PgBouncer would speak/);
});
