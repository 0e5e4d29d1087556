/** What a tree is made of is proven before it is used. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkedFiles } from './apt.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { libraryFolders, relinkInto } from './relink.ts';
import { readTree } from './tree.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mhbench tree '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const wanted = { name: 'libpq5', version: '15.20', sizeBytes: 5, sha256: sha256('right') };

test('a downloaded file is taken when it is as the signed lists say', async () => {
  writeFileSync(join(folder, 'libpq5.deb'), 'right');
  expect(await checkedFiles(folder, [wanted])).toEqual([join(folder, 'libpq5.deb')]);
});

test('a file that is another one is refused by name', async () => {
  writeFileSync(join(folder, 'libpq5.deb'), 'wrong');
  await expect(checkedFiles(folder, [wanted])).rejects.toThrow(/not: libpq5 15.20/);
});

test('a file that nobody asked for is refused', async () => {
  writeFileSync(join(folder, 'libpq5.deb'), 'right');
  writeFileSync(join(folder, 'other.deb'), 'other');
  await expect(checkedFiles(folder, [wanted])).rejects.toThrow(/2 of 1 packages/);
});

test('an absolute link leads into the tree afterwards, a relative one stays as it is', async () => {
  mkdirSync(join(folder, 'usr/lib/jvm'), { recursive: true });
  mkdirSync(join(folder, 'etc'));
  writeFileSync(join(folder, 'etc/security'), 'ours');
  symlinkSync('/etc/security', join(folder, 'usr/lib/jvm/security'));
  symlinkSync('security', join(folder, 'usr/lib/jvm/same'));
  expect(await relinkInto(folder)).toBe(1);
  expect(readFileSync(join(folder, 'usr/lib/jvm/security'), 'utf8')).toBe('ours');
  expect(readlinkSync(join(folder, 'usr/lib/jvm/same'))).toBe('security');
});

test('libraries are looked for in the folders of this machine, whichever it is', () => {
  for (const name of ['usr/lib/aarch64-linux-gnu', 'usr/lib/postgresql', 'lib/aarch64-linux-gnu']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  expect(libraryFolders(folder)).toEqual([join(folder, 'usr/lib/aarch64-linux-gnu'), join(folder, 'lib/aarch64-linux-gnu')]);
});

test('a tree of files that are only read needs no libraries', () => {
  mkdirSync(join(folder, 'usr/share/java'), { recursive: true });
  expect(libraryFolders(folder)).toEqual([]);
});

test('a tree serves only while its manifest and all its programs are there', () => {
  const program = join(folder, 'abc/root/usr/bin/redis-server');
  mkdirSync(join(folder, 'abc/root/usr/bin'), { recursive: true });
  mkdirSync(join(folder, 'abc/root/usr/lib/x86_64-linux-gnu'), { recursive: true });
  expect(readTree(folder, PACKAGE_SETS.base)).toBeNull();
  writeFileSync(join(folder, 'current'), 'abc\n');
  expect(readTree(folder, PACKAGE_SETS.base)).toBeNull();
  const manifest = {
    layout: 1,
    wanted: ['postgresql', 'pgbouncer', 'redis-server'],
    packages: [wanted],
    programs: ['usr/bin/redis-server'],
  };
  writeFileSync(join(folder, 'abc/manifest.json'), JSON.stringify(manifest));
  expect(readTree(folder, PACKAGE_SETS.base)).toBeNull();
  writeFileSync(program, '');
  expect(readTree(folder, PACKAGE_SETS.base)?.programs).toEqual([program]);
});
