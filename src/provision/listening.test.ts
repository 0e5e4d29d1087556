/** On which ports processes listen. */
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { portsOf } from './listening.ts';

test.runIf(process.platform === 'linux')('ports on which a process listens, not those that it is connected to', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createConnection({ host: '127.0.0.1', port });
  await once(client, 'connect');
  const found = portsOf([process.pid, 2 ** 30]);
  expect(found).toContain(port);
  expect(found).not.toContain(client.localPort);
  client.destroy();
  server.close();
  await once(server, 'close');
  expect(portsOf([process.pid])).not.toContain(port);
});
