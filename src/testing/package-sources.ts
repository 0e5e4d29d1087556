/** Package sources on loopback that give wrong files, or do not answer at all; for tests of what a fetch does then. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

interface Source extends AsyncDisposable {
  readonly url: string;
}

async function served(answer: RequestListener): Promise<Source> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An address at which nobody listens. */
export async function silentSource(): Promise<string> {
  await using source = await served((_request, response) => response.end());
  return source.url;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A repository of Debian packages whose list is right, and whose file of this name is not. */
export function debianSource(packages: readonly string[], wrong: string): Promise<Source> {
  const files = new Map(packages.map((name) => [`${name}_1.0_all.deb`, `the package ${name}`]));
  const list = [...files].map(([file, text]) => {
    const [name] = file.split('_');
    const fields = [`Package: ${name}`, 'Version: 1.0', 'Architecture: all', 'Maintainer: test', `Filename: ./${file}`];
    return [...fields, `Size: ${text.length}`, `SHA256: ${sha256(text)}`, 'Description: for a test', ''].join('\n');
  });
  return served((request, response) => {
    const name = basename(request.url ?? '');
    const text = name === 'Packages' ? list.join('\n') : files.get(name);
    if (text === undefined) return void response.writeHead(404).end();
    response.end(name.startsWith(`${wrong}_`) ? text.replace('the', 'THE') : text);
  });
}

/** What makes apt-get ask this repository and no other. */
export async function aptAsking(url: string, folder: string): Promise<Readonly<Record<string, string>>> {
  const [list, config] = [join(folder, 'sources.list'), join(folder, 'asking.conf')];
  await writeFile(list, `deb [trusted=yes allow-insecure=yes] ${url}/ ./\n`);
  await writeFile(
    config,
    `Dir::Etc::SourceList "${list}";\nDir::Etc::SourceParts "${list}.d";\nAcquire::http::Proxy "DIRECT";\n`,
  );
  return { APT_CONFIG: config };
}

/** A Maven repository that has every file, and each of them wrong. */
export const mavenSource = (): Promise<Source> => served((_request, response) => void response.end('not a jar'));

/** An index of Python packages that has the wheel that is asked for, but another one of that name. */
export const pythonSource = (wheel: string): Promise<Source> =>
  served((request, response) => {
    const isWheel = request.url?.endsWith('.whl') ?? false;
    response
      .setHeader('content-type', isWheel ? 'application/zip' : 'text/html')
      .end(isWheel ? 'not a wheel' : `<a href="/${wheel}">${wheel}</a>`);
  });

/** What makes pip ask this index and no other. */
export const pipAsking = (url: string): Readonly<Record<string, string>> => ({
  PIP_CONFIG_FILE: '/dev/null',
  PIP_INDEX_URL: `${url}/simple`,
  PIP_EXTRA_INDEX_URL: '',
  PIP_FIND_LINKS: '',
});
