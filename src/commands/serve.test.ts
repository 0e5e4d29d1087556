// The reports over HTTP on loopback: what is there, what is not, and that it ends.
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { serve } from './serve.ts';

/** The path as it is sent: a client that tidies it would never ask for what lies above. */
const asked = (port: number, path: string, method = 'GET'): Promise<readonly [status: number | undefined, text: string]> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve([response.statusCode, text]));
    })
      .on('error', reject)
      .end();
  });

async function served() {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'reports', 'a run'), { recursive: true });
  await writeFile(join(folder.path, 'reports', 'index.html'), '<h1>Runs</h1>');
  await writeFile(join(folder.path, 'reports', 'a run', 'index.html'), '<h1>A run</h1>');
  await writeFile(join(folder.path, 'reports', '.hidden'), 'secret');
  await writeFile(join(folder.path, 'secret.txt'), 'secret');
  const ending = new AbortController();
  const io = fakeIo({ cwd: folder.path, signal: ending.signal });
  const ended = serve({ out: 'reports', port: 0 }, io);
  await expect.poll(() => io.stdout.written()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  return { port: Number(/:(\d+)\//.exec(io.stdout.written())?.[1]), ended, end: () => ending.abort() };
}

test('reports are there; what lies beside them, begins with a dot or would be written is not', async () => {
  const { port, ended, end } = await served();
  expect(await asked(port, '/')).toEqual([200, '<h1>Runs</h1>']);
  expect(await asked(port, '/a%20run/')).toEqual([200, '<h1>A run</h1>']);
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/.hidden', '/none'])
    expect([path, (await asked(port, path))[0]]).toEqual([path, 404]);
  expect((await asked(port, '/', 'PUT'))[0]).toBe(405);
  end();
  expect(await ended).toBe(0);
  await expect(asked(port, '/')).rejects.toThrow('ECONNREFUSED');
});

test('without a report it says what makes one', async () => {
  await using folder = await temporaryFolder();
  await expect(serve({ out: 'reports', port: 0 }, fakeIo({ cwd: folder.path }))).rejects.toThrow('There are no reports in');
});
