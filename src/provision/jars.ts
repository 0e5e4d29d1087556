/** Servers that are jars: fetched by a list with checksums into one folder each, checked before a file gets its name, then used without a network. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { messageOf, ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { mavenAddress } from './maven.ts';
import type { SupplyContext } from './supply.ts';

const AT_ONCE = 6;
const TRIES = 3;
const FILE_TIMEOUT_MS = 180_000;

const lockShape = z.array(z.object({ path: z.string(), size: z.number(), sha256: z.string() }));
type Jar = z.infer<typeof lockShape>[number];

/** What one server is made of. */
export interface JarList {
  /** Name and version: names the folder. */
  readonly name: string;
  readonly jars: readonly Jar[];
}

/** Reads a list of this project by its name. */
export function readJarList(name: string): JarList {
  const text = readFileSync(new URL(`locks/${name}.jars.json`, import.meta.url), 'utf8');
  return { name, jars: lockShape.parse(JSON.parse(text)) };
}

export const bytesOf = ({ jars }: JarList): number => jars.reduce((sum, { size }) => sum + size, 0);

const folderOf = (home: string, list: JarList): string => join(home, 'jars', list.name);
const fileOf = (folder: string, jar: Jar): string => join(folder, basename(jar.path));
const isThere = (folder: string, jar: Jar): boolean => {
  const found = statSync(fileOf(folder, jar), { throwIfNoEntry: false });
  return found !== undefined && found.size === jar.size;
};

/** The folder, when every jar is there. A jar has its name only after its checksum was right, so sizes are enough here. */
export function readJars(home: string, list: JarList): string | null {
  const folder = folderOf(home, list);
  return list.jars.every((jar) => isThere(folder, jar)) ? folder : null;
}

/** The folder, its jars fetched if need be; two runs at once fetch them once. */
export async function ensureJars(list: JarList, context: SupplyContext): Promise<string> {
  const ready = readJars(context.home, list);
  if (ready !== null) return ready;
  const folder = folderOf(context.home, list);
  for (const each of [join(context.home, 'jars'), folder]) {
    if (mkdirSync(each, { recursive: true }) !== undefined || existsSync(each)) chmodSync(each, 0o755);
  }
  const who = { pid: process.pid, project: folder, command: `fetching the jars of ${list.name}`, since: '' };
  const onWait = (): void => context.note(`another run is fetching the jars of ${list.name}: waiting for it`);
  await using _lock = await acquireLock(`jars-${folder}`, who, { signal: context.signal, wait: true, onWait });
  const missing = list.jars.filter((jar) => !isThere(folder, jar));
  if (missing.length > 0) await fetchAll({ ...list, jars: missing }, folder, context);
  return folder;
}

/** Several at a time; the first failure stops the others, and what came whole stays. */
async function fetchAll(list: JarList, folder: string, context: SupplyContext): Promise<void> {
  const base = await mavenAddress(context);
  context.note(`fetching ${list.jars.length} jars, ${Math.round(bytesOf(list) / 1e6)} MB: ${list.name}`);
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const queue = [...list.jars];
  const work = async (): Promise<void> => {
    for (let jar = queue.pop(); jar !== undefined; jar = queue.pop()) await fetchJar(jar, folder, base, signal);
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, () =>
      work().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  context.signal.throwIfAborted();
  const reasons = outcomes.flatMap((outcome): readonly unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const [first] = reasons.filter((reason) => reason instanceof ServerError);
  if (reasons.length > 0) throw first ?? reasons[0];
}

async function fetchJar(jar: Jar, folder: string, base: URL, signal: AbortSignal): Promise<void> {
  const path = fileOf(folder, jar);
  const part = `${path}.part`;
  try {
    const sha256 = await download(jar, part, base, signal);
    if (sha256 !== jar.sha256) {
      throw new ServerError(`${basename(path)} is not the file it should be: expected sha256 ${jar.sha256}, found ${sha256}`, {
        hint: 'it was not kept; look at what stands between this machine and the repository, then try again',
      });
    }
    await rename(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Resolves with the checksum of what was written. A connection that breaks is tried again. */
async function download(jar: Jar, part: string, base: URL, signal: AbortSignal): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await downloadOnce(jar, part, base, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ServerError || tried === TRIES) throw told(error, jar, base);
    }
  }
}

const told = (error: unknown, jar: Jar, base: URL): ServerError =>
  error instanceof ServerError
    ? error
    : new ServerError(`${basename(jar.path)} could not be fetched from ${base.host}: ${causeOf(error)}`, { cause: error });

/** fetch says only that it failed; why stands in its cause. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);

async function downloadOnce(jar: Jar, part: string, base: URL, signal: AbortSignal): Promise<string> {
  const address = new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}/${jar.path}`);
  const secret = Buffer.from(`${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`).toString('base64');
  const headers: Record<string, string> = base.username === '' ? {} : { authorization: `Basic ${secret}` };
  const response = await fetch(address, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(FILE_TIMEOUT_MS)]) });
  if (response.body === null || !response.ok) {
    await response.body?.cancel();
    const failure = `${basename(jar.path)} could not be fetched: ${base.host} answered ${response.status}`;
    if (response.status >= 500) throw new Error(failure);
    throw new ServerError(failure);
  }
  const hash = createHash('sha256');
  await using file = await open(part, 'w', 0o644);
  let written = 0;
  for await (const chunk of response.body) {
    written += chunk.byteLength;
    // A list says how long a file is: one without an end is not written to the disk.
    if (written > jar.size) throw new ServerError(`${basename(jar.path)} is longer than its ${jar.size} bytes`);
    hash.update(chunk);
    await file.write(chunk);
  }
  return hash.digest('hex');
}
