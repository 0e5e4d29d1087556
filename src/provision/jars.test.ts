/** Jars by their checksums, from a repository on loopback. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytesOf, ensureJars, type JarList, readJarList, readJars } from './jars.ts';
import { openGuard } from './processes.ts';
import type { SupplyContext } from './supply.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const jar = (name: string, text: string) => ({ path: `org/x/${name}/1/${name}-1.jar`, size: text.length, sha256: sha256(text) });
const list: JarList = { name: 'x-1', jars: [jar('a', 'first'), jar('b', 'second')] };
const CONTENT: Readonly<Record<string, string>> = { '/m2/org/x/a/1/a-1.jar': 'first', '/m2/org/x/b/1/b-1.jar': 'second' };

let home = '';
let server: Server;
let asked: string[] = [];
let notes: string[] = [];
let answer: RequestListener;
const plainly: RequestListener = (request, response) => {
  const text = CONTENT[request.url ?? ''];
  response.writeHead(text === undefined ? 404 : 200).end(text);
};

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mhbench jars '));
  [asked, notes, answer] = [[], [], plainly];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('MHBENCH_MAVEN_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}/m2/`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

const context = (): SupplyContext => ({
  ...{ home, runner: null, guard: openGuard(join(home, 'run')), signal: new AbortController().signal },
  note: (line) => notes.push(line),
  tree: () => Promise.reject(new Error('no tree is needed here')),
});
const files = (): readonly string[] => readdirSync(join(home, 'jars', 'x-1')).sort();

test('jars are fetched once, readable by the user of the servers, and then need no network', async () => {
  expect(readJars(home, list)).toBeNull();
  const folder = await ensureJars(list, context());
  expect(files()).toEqual(['a-1.jar', 'b-1.jar']);
  expect(readFileSync(join(folder, 'a-1.jar'), 'utf8')).toBe('first');
  expect(statSync(join(folder, 'a-1.jar')).mode & 0o777).toBe(0o644);
  expect(readJars(home, list)).toBe(folder);
  answer = (_request, response) => response.writeHead(500).end();
  expect(await ensureJars(list, context())).toBe(folder);
  expect(asked).toHaveLength(2);
});

test('a corrupted jar is told with both checksums and not kept', async () => {
  answer = (request, response) => (request.url?.endsWith('a-1.jar') ? response.end('f1rst') : plainly(request, response));
  const refused = ensureJars(list, context());
  await expect(refused).rejects.toThrow(
    `a-1.jar is not the file it should be: expected sha256 ${sha256('first')}, found ${sha256('f1rst')}`,
  );
  expect(files()).not.toContain('a-1.jar');
  expect(files().filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(readJars(home, list)).toBeNull();
});

test('a jar that is longer than it should be is not written to the end', async () => {
  answer = (_request, response) => response.end('x'.repeat(100_000));
  await expect(ensureJars(list, context())).rejects.toThrow(/-1.jar is longer than its \d bytes/);
  expect(files()).toEqual([]);
});

test('a jar that the repository does not have is told with its answer', async () => {
  const absent = { ...list, jars: [jar('c', 'third')] };
  await expect(ensureJars(absent, context())).rejects.toThrow(/c-1.jar could not be fetched: 127.0.0.1:\d+ answered 404/);
});

test('a connection that breaks is tried again', async () => {
  answer = (request, response) => {
    if (asked.filter((url) => url === request.url).length > 1) return void plainly(request, response);
    response.writeHead(200, { 'content-length': 100 });
    response.write('fi', () => response.destroy());
  };
  await ensureJars(list, context());
  expect(files()).toEqual(['a-1.jar', 'b-1.jar']);
  expect(asked).toHaveLength(4);
});

test('two runs at once fetch each jar once', async () => {
  await Promise.all([ensureJars(list, context()), ensureJars(list, context())]);
  expect([...asked].sort()).toEqual(Object.keys(CONTENT));
  expect(notes.some((line) => line.includes('waiting for it'))).toBe(true);
});

test('a run that is stopped keeps no half file', async () => {
  const stop = new AbortController();
  answer = (_request, response) => {
    response.writeHead(200);
    response.write('fi', () => stop.abort());
  };
  await expect(ensureJars(list, { ...context(), signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(files()).toEqual([]);
});

test.each(['kafka-4.3.1', 'neo4j-5.26.30'])('the list of %s has files of different names, all with checksums', (name) => {
  const { jars } = readJarList(name);
  expect(new Set(jars.map(({ path }) => path.split('/').at(-1))).size).toBe(jars.length);
  expect(jars.filter(({ sha256: sum }) => !/^[0-9a-f]{64}$/.test(sum))).toEqual([]);
  expect(bytesOf({ name, jars })).toBeGreaterThan(40e6);
});
