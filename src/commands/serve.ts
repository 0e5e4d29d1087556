/** `mhbench serve`: the folder of reports on this machine's own address, until Ctrl-C. Nothing is written, and nobody else's address is listened at. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import type { Io } from '../config.ts';
import { messageOf, UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

/** A part of the path that begins with a dot, however it is written. */
const HIDDEN = /\/(\.|%2e)/i;
const LOOPBACK = '127.0.0.1';

export interface ServeOptions {
  readonly out: string;
  /** 0: a free one. */
  readonly port: number;
}

export async function serve({ out, port }: ServeOptions, io: Pick<Io, 'stdout' | 'cwd' | 'signal'>): Promise<number> {
  const folder = path.resolve(io.cwd, out);
  if (!existsSync(path.join(folder, 'index.html')))
    throw new UserError(
      `There are no reports in ${folder}.`,
      'npm run bench makes one, npm run mhbench -- report renders those that are there.',
    );
  const server = createServer(listenerOf(folder));
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    throw new UserError(`port ${port} cannot be listened at: ${messageOf(error)}`, 'Give another one with --port, or none.');
  }
  const address = server.address();
  io.stdout.write(`http://${LOOPBACK}:${typeof address === 'object' ? address?.port : port}/ (Ctrl-C ends it)\n`);
  if (!io.signal.aborted) await once(io.signal, 'abort');
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  return EXIT.done;
}

/** Files alone, read only, never those whose names begin with a dot. */
function listenerOf(folder: string): RequestListener {
  const files = sirv(folder, { dev: true });
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const missing = (): void => void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.\n');
    if (HIDDEN.test(request.url ?? '')) missing();
    else files(request, response, missing);
  };
}
