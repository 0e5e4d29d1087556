/** A lane of the application's HTTP server: a port, the server behind it, and the load before it. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import getPort from 'get-port';
import { messageOf, ServerError, UserError } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import type { HttpLane } from './http.ts';
import type { Address, Connection, LaneHandle, LaneRequest } from './store.ts';

const HOST = '127.0.0.1';
/** A process that has begun listens a moment later. */
const LISTENING_MS = 10_000;
const POLL_MS = 10;
const ANSWER_S = 10;
/** autocannon looks so often whether it has come to the end; by itself once a second. */
const LOOK_MS = 5;
const OK = 200;

export async function createLane({ name, counts }: LaneRequest): Promise<LaneHandle<'http'>> {
  const port = await getPort({ host: HOST });
  const address: Address = { host: HOST, port, user: '', password: '', database: '', counts };
  return {
    ...{ name, address, owner: await connect(address) },
    describe: async () => [],
    size: async () => null,
    drop: async () => undefined,
  };
}

export async function connect(address: Address): Promise<Connection<'http'>> {
  const lane: HttpLane = {
    serve: (handler) => serve(address, handler),
    get: (path) => getWhenReady(address, path),
    drive: (paths, { connections }) => drive(address, paths, connections),
    rows: (table) => address.counts[table],
  };
  const run = () => Promise.reject(new UserError('http has no statements', 'Answer by a function: lane.in("http").drive(…).'));
  return { lane, run, print: String, close: async () => undefined };
}

/** An error of the handler is the answer, with status 500, so that nobody takes it for one that is right. */
async function serve({ host, port }: Address, handler: (path: string) => Promise<unknown>): Promise<never> {
  const server = createServer((asked, reply) => {
    handler(asked.url ?? '/').then(
      (answer) => reply.writeHead(OK, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      (error: unknown) => reply.writeHead(500).end(messageOf(error)),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  const [error] = await once(server, 'error');
  throw error;
}

/** One GET on a connection of its own; null while nobody listens. */
async function get({ host, port }: Address, path: string): Promise<{ readonly status: number; readonly body: string } | null> {
  const asking = request({ host, port, path, agent: false, timeout: ANSWER_S * 1e3 });
  asking.on('timeout', () => asking.destroy(new Error(`no answer within ${ANSWER_S} s`)));
  asking.end();
  try {
    const [reply] = await once(asking, 'response');
    return { status: reply.statusCode, body: await text(reply) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return null;
    throw new ServerError(`${hostPort({ host, port })}${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function getWhenReady(address: Address, path: string): Promise<unknown> {
  for (let waitedMs = 0; waitedMs < LISTENING_MS; waitedMs += POLL_MS) {
    const reply = await get(address, path);
    if (reply?.status === OK) return JSON.parse(reply.body);
    if (reply !== null)
      throw new ServerError(`${hostPort(address)}${path} answered ${reply.status}: ${reply.body.slice(0, 200)}`);
    await pause(POLL_MS);
  }
  throw new ServerError(`nobody listens on ${hostPort(address)} after ${LISTENING_MS / 1e3} s`, {
    hint: 'the variant needs beside: (lane) => lane.in("http").serve(…)',
  });
}

/** A closed load without a rate: then autocannon corrects nothing, and what is timed is the whole of it. All connections draw from one list: autocannon would give each of them the whole of it, in the same order. */
async function drive(address: Address, paths: readonly string[], connections: number): Promise<string> {
  let next = 0;
  let sum = 0n;
  const result = await autocannon({
    url: `http://${hostPort(address)}`,
    ...{ connections, amount: paths.length, timeout: ANSWER_S, sampleInt: LOOK_MS },
    requests: [
      {
        setupRequest: (asked) => ({ ...asked, path: paths[next++ % paths.length] ?? '/' }),
        onResponse: (_, body) => {
          sum += digestOf(body);
        },
      },
    ],
  });
  const { non2xx, errors, timeouts } = result;
  if (non2xx + errors + timeouts === 0 && result['2xx'] === paths.length) return sum.toString(16);
  throw new ServerError(
    `of ${paths.length} requests to ${hostPort(address)} ${result['2xx']} were answered; ${non2xx} with an error, ${errors} failed, ${timeouts} had no answer within ${ANSWER_S} s`,
  );
}

/** Their sum does not depend on the order in which answers come. */
const digestOf = (body: string): bigint => createHash('sha256').update(body).digest().readBigUInt64BE();
