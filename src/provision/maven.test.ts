/** Where Maven's repository is, and how a jar is read. */
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { mirrorIn } from './maven.ts';
import { fileInZip } from './zip.ts';

const mirror = (of: string, url: string, more = ''): string =>
  `<mirror><id>m</id><mirrorOf>${of}</mirrorOf><url>${url}</url>${more}</mirror>`;
const settings = (...mirrors: readonly string[]): string => `<settings><mirrors>${mirrors.join('')}</mirrors></settings>`;

test.each([
  ['of central', settings(mirror('other', 'http://o'), mirror('central', 'http://c/maven2')), 'http://c/maven2'],
  ['of everything', settings(mirror('*', 'http://all?a=1&amp;b=2')), 'http://all?a=1&b=2'],
  ['of a list', settings(mirror('a, central', 'http://l')), 'http://l'],
  ['not a blocked one', settings(mirror('*', 'http://b', '<blocked>true</blocked>'), mirror('central', 'http://c')), 'http://c'],
  ['not one that leaves central out', settings(mirror('*,!central', 'http://n')), null],
  ['not one in a comment', `<settings><!-- ${mirror('central', 'http://c')} --></settings>`, null],
  ['none', '<settings/>', null],
])('the mirror of a settings.xml: %s', (_what, xml, url) => {
  expect(mirrorIn(xml)).toBe(url);
});

/** A zip archive with one file. */
function zipOf(name: string, content: Buffer, method: 0 | 8): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

test.each([0, 8] as const)('a file of an archive is read, packed by method %i', (method) => {
  const zip = zipOf('org/pom.xml', Buffer.from('<project/>'.repeat(50)), method);
  expect(fileInZip(zip, 'org/pom.xml')?.toString()).toBe('<project/>'.repeat(50));
  expect(fileInZip(zip, 'org/other.xml')).toBeNull();
});

test('what is no archive holds nothing', () => {
  expect(fileInZip(Buffer.from('<html>not found</html>'), 'a')).toBeNull();
  expect(fileInZip(Buffer.alloc(0), 'a')).toBeNull();
});
