// Whoever asks for TLS never speaks in the clear: what a server receives first is the beginning of a TLS handshake.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { probeMongodb } from './mongodb-probe.ts';
import { openMongo } from './mongodb-session.ts';
import { probeNeo4j } from './neo4j-probe.ts';
import { openNeo4j } from './neo4j-session.ts';
import { probePostgres } from './postgres-facts.ts';
import { openSession } from './postgres-session.ts';
import { probeRedis } from './redis-facts.ts';
import { openRedis } from './redis-session.ts';

/** How PostgreSQL's client asks whether it may go on in TLS, before it says anything else. */
const SSL_REQUEST = '0000000804d2162f';
const HANDSHAKE = '16';

type Speak = (endpoint: Parameters<typeof probePostgres>[0]) => Promise<unknown>;

/** Speaks to a server that hangs up on everything but PostgreSQL's question, to which it says yes. Resolves with the first bytes that were no such question. */
async function heard(speak: Speak, tls: { readonly tls?: true }): Promise<readonly string[]> {
  const received: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const text = data.toString('hex');
      if (text === SSL_REQUEST) {
        socket.write('S');
        return;
      }
      received.push(text.slice(0, 2));
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await speak({ host: '127.0.0.1', port, user: 'app', password: 'S3cret', database: 'shop', ...tls }).catch(() => undefined);
  server.close();
  return received;
}

const WAYS: Readonly<Record<string, Speak>> = {
  'postgres, a session': openSession,
  'postgres, the probe': probePostgres,
  'redis, a session': (endpoint) => openRedis(endpoint, { connectTimeoutMs: 1_000 }),
  'redis, the probe': probeRedis,
  'mongodb, a session': (endpoint) => openMongo(endpoint, { connectTimeoutMs: 500 }),
  'mongodb, the probe': probeMongodb,
  'neo4j, a session': (endpoint) => openNeo4j(endpoint, { connectTimeoutMs: 1_000 }),
  'neo4j, the probe': probeNeo4j,
};

test.each(Object.entries(WAYS))('%s', async (_name, speak) => {
  expect([...new Set(await heard(speak, { tls: true }))]).toEqual([HANDSHAKE]);
  expect(await heard(speak, {})).not.toContain(HANDSHAKE);
});
