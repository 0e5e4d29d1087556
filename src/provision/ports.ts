/** Free ports for servers that cannot take port 0. Racy by nature: whoever uses them tries again when one was taken meanwhile. */
import getPort from 'get-port';
import { ServerError } from '../errors.ts';
import { PortTaken } from './answer.ts';

const HOST = '127.0.0.1';
const TRIES = 200;

export const freePort = (): Promise<number> => getPort({ host: HOST });

/** So many, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/** Ports whose companion, so far above, is free too: a node of a Redis cluster talks to the others there. */
export async function freePortsWith(companion: number, count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count && tries < TRIES; tries += 1) {
    const port = await freePort();
    const above = port + companion;
    if (above <= 65_535 && (await getPort({ host: HOST, port: above })) === above) ports.push(port);
  }
  if (ports.length === count) return ports;
  throw new ServerError(`no ${count} ports are free on ${HOST} whose companions, ${companion} above them, are free too`);
}

const ATTEMPTS = 3;

/** Starts, and starts again when somebody took a port meanwhile; each attempt chooses its own. */
export async function onFreePorts<T>(what: string, note: (line: string) => void, start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt >= ATTEMPTS || !(error instanceof PortTaken)) throw error;
      note(`${what}: a port was taken meanwhile, trying others`);
    }
  }
}
