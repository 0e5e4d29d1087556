/** `mhbench db adopt`: marks a server that was there before, so that runs may use it. Shows what it holds, asks for its name, and changes nothing else. */
import { createInterface } from 'node:readline/promises';
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { hostPort } from '../host-port.ts';
import { didYouMean } from '../nearest.ts';
import type { Endpoint } from '../provision/provisioner.ts';
import { kindOfUrl, readUrl, variableOf } from '../provision/urls.ts';
import { keepSecretsOf } from '../redact.ts';
import type { Standing } from '../stores/store.ts';
import { chosenServers } from './chosen-servers.ts';
import { guestAt, HOLDING, type Holding } from './guests.ts';
import { openLocalProvisioner } from './local-servers.ts';

export interface AdoptOptions {
  /** A URL, or a kind of server. */
  readonly server: string;
  /** What would be typed. */
  readonly name: string | null;
}

interface Target {
  readonly kind: Holding;
  readonly endpoint: Endpoint;
}

export async function adopt({ server, name }: AdoptOptions, io: Io): Promise<number> {
  const { kind, endpoint } = server.includes('://') ? byUrl(server) : await byKind(server, io);
  const { guest, address } = await guestAt(kind, endpoint);
  const { state, found } = await guest.inspect(address);
  const where = `${kind} on ${hostPort(endpoint)}`;
  for (const line of [`${where}: ${WORDS[state]}`, ...found.map((each) => `  ${each}`)]) io.stderr.write(`${line}\n`);
  if (state === 'ours') return EXIT.done;
  const wanted = nameOf(kind, endpoint);
  if ((name ?? (await typed(wanted, io))) !== wanted.name)
    throw new UserError(`that is not ${wanted.what}, so nothing was changed`, `it is ${wanted.name}`);
  await guest.mark(address);
  io.stdout.write(`${where} is marked: runs use it, and make and drop only what begins with mhbench\n`);
  return EXIT.done;
}

const WORDS: Readonly<Record<Standing['state'], string>> = {
  empty: 'it holds nothing; a run would use it, and take its mark away again',
  ours: 'it is marked already, and runs use it; nothing was changed',
  foreign: 'it holds what is not ours',
};

function byUrl(text: string): Target {
  const kind = HOLDING.find((each) => each === kindOfUrl(text));
  if (kind === undefined) throw new UserError('no server has such a URL', `there are ${HOLDING.join(', ')}`);
  const { endpoint, problems } = readUrl(kind, text);
  if (endpoint === null) throw new UserError(problems.map((problem) => `the URL: ${problem}.`).join('\n'));
  keepSecretsOf({ url: text });
  return { kind, endpoint };
}

/** The server that a run would use. A password then stands in no command line. */
async function byKind(word: string, io: Io): Promise<Target> {
  const kind = HOLDING.find((each) => each === word);
  if (kind === undefined)
    throw new UserError(
      `there is no server ${word} to adopt.${didYouMean(word, HOLDING)}`,
      `give a URL, or one of ${HOLDING.join(', ')}`,
    );
  await using local = await openLocalProvisioner(io);
  const chosen = chosenServers(io, local);
  const { origin, reason } = await chosen.available(kind);
  if (origin === 'local')
    throw new UserError(`a run would start a private ${kind}: ${reason}`, `give a URL, or set ${variableOf(kind)}`);
  const { endpoint } = await chosen.start({ kind, name: 'adopt', settings: {} }, io.signal);
  return { kind, endpoint };
}

/** By the database where the server is known for one, else by where the server is. */
const nameOf = (kind: Holding, endpoint: Endpoint): { readonly what: string; readonly name: string } =>
  (kind === 'postgres' || kind === 'mongodb') && endpoint.database !== ''
    ? { what: "the database's name", name: endpoint.database }
    : { what: "the server's host and port", name: hostPort(endpoint) };

async function typed({ what }: { readonly what: string }, io: Io): Promise<string> {
  const { stdin } = io;
  if (!('isTTY' in stdin) || stdin.isTTY !== true)
    throw new UserError('there is no terminal at which it could be confirmed', `give ${what} by --name`);
  const lines = createInterface({ input: stdin, output: io.stderr });
  try {
    return (
      await lines.question(`Runs would make and drop things there. Type ${what} to allow it: `, { signal: io.signal })
    ).trim();
  } finally {
    lines.close();
  }
}
