/** How many bytes topics take on the broker's disk. kafkajs has no DescribeLogDirs, so this asks the broker itself, in its protocol. */
import { connect, type Socket } from 'node:net';
import { ServerError } from '../errors.ts';
import { within } from './deadline.ts';
import type { Address } from './store.ts';

const DESCRIBE_LOG_DIRS = 35;
/** The oldest version that brokers of the 4 series answer, and the last one without compact fields. */
const VERSION = 1;
const CORRELATION = 1;
const CLIENT = 'mhbench';
const EVERY_TOPIC = -1;
const UNKNOWN_SERVER_ERROR = -1;

/**
 * Bytes by topic: the sum over its partitions, records and nothing else. Null where the broker cannot tell: it also asks its system for
 * the free space of the folder, which a system without a table of mounts, such as a chroot, does not answer.
 */
export async function logBytes({ host, port }: Pick<Address, 'host' | 'port'>): Promise<ReadonlyMap<string, number> | null> {
  const socket = connect({ host, port });
  try {
    const reply = within({ who: `kafka on ${host}:${port}`, what: 'tell the size of its logs' }, replyOf(socket));
    socket.write(request());
    return sizesIn(await reply);
  } finally {
    socket.destroy();
  }
}

function request(): Buffer {
  const body = Buffer.alloc(4 + 2 + 2 + 4 + 2 + CLIENT.length + 4);
  let at = body.writeInt32BE(body.length - 4, 0);
  at = body.writeInt16BE(DESCRIBE_LOG_DIRS, at);
  at = body.writeInt16BE(VERSION, at);
  at = body.writeInt32BE(CORRELATION, at);
  at = body.writeInt16BE(CLIENT.length, at);
  at += body.write(CLIENT, at, 'latin1');
  body.writeInt32BE(EVERY_TOPIC, at);
  return body;
}

/** One whole reply without its length. A broker that does not know the request closes the connection. */
function replyOf(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const size = received.readInt32BE(0);
      if (received.length >= 4 + size) resolve(received.subarray(4, 4 + size));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new ServerError('it closed the connection')));
  });
}

/** Reads values one after another, as the protocol lays them out. */
function reader(bytes: Buffer) {
  let at = 0;
  const take = (size: number): number => {
    at += size;
    return at - size;
  };
  const int16 = () => bytes.readInt16BE(take(2));
  const int32 = () => bytes.readInt32BE(take(4));
  const text = () => {
    const size = int16();
    const start = take(size);
    return bytes.toString('utf8', start, start + size);
  };
  return { int16, int32, text, int64: () => Number(bytes.readBigInt64BE(take(8))), flag: () => bytes.readInt8(take(1)) !== 0 };
}

export function sizesIn(reply: Buffer): ReadonlyMap<string, number> | null {
  const { int16, int32, int64, text, flag } = reader(reply);
  const sizes = new Map<string, number>();
  const correlation = int32();
  if (correlation !== CORRELATION) throw new ServerError(`kafka answered request ${correlation}, not ${CORRELATION}`);
  int32(); // How long the broker held the request back.
  for (let folders = int32(); folders > 0; folders -= 1) {
    const error = int16();
    const folder = text();
    if (error === UNKNOWN_SERVER_ERROR) return null;
    if (error !== 0) throw new ServerError(`kafka could not tell the size of its logs in ${folder}: error ${error}`);
    for (let topics = int32(); topics > 0; topics -= 1) {
      const topic = text();
      for (let partitions = int32(); partitions > 0; partitions -= 1) {
        int32(); // The partition's number.
        const size = int64();
        int64(); // How far a replica lags behind.
        if (!flag()) sizes.set(topic, (sizes.get(topic) ?? 0) + size);
      }
    }
  }
  return sizes;
}
