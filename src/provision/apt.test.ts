/** What is read out of apt's answers. */
import { expect, test } from 'vitest';
import { isLeftOut, parseClosure, parsePackages, parseUris } from './apt.ts';
import { missingLibraries } from './relink.ts';
import { treeName } from './tree.ts';

const printed = `'http://deb.debian.org/debian/pool/main/r/redis/redis-server_7.0.15-1%7edeb12u10_amd64.deb' redis-server_5%3a7.0.15-1~deb12u10_amd64.deb 73908 MD5Sum:1
'http://deb.debian.org/debian/pool/main/g/glibc/libc6_2.36_amd64.deb' libc6_2.36-9+deb12u14_amd64.deb 2759320 MD5Sum:2
'http://deb.debian.org/debian/pool/main/j/libjemalloc2_5.3.0-1_amd64.deb' libjemalloc2_5.3.0-1_amd64.deb 275000 MD5Sum:3
`;

test('the closure has names and versions with their epochs, sorted, without the C library', () => {
  expect(parseClosure(printed)).toEqual([
    { name: 'libjemalloc2', version: '5.3.0-1' },
    { name: 'redis-server', version: '5:7.0.15-1~deb12u10' },
  ]);
});

test('packages of another machine are read the same', () =>
  expect(parseUris(printed.replaceAll('_amd64.deb', '_arm64.deb'))).toEqual(parseUris(printed)));

test('packages that are taken by name are taken all', () => {
  expect(parseUris(printed).map(({ name }) => name)).toEqual(['libc6', 'libjemalloc2', 'redis-server']);
});

test('what every Debian has is left out, what a minimal one lacks is kept', () => {
  expect(['libc6', 'perl-base', 'libjson-perl', 'postgresql-common', 'gcc-12-base', 'libpam0g'].filter(isLeftOut)).toHaveLength(
    6,
  );
  expect(['postgresql-15', 'postgresql-17', 'libssl3', 'libpq5', 'libllvm14', 'libstdc++6'].filter(isLeftOut)).toEqual([]);
});

test('a package comes with the checksum and the size of the signed lists', () => {
  const shown = 'Package: libpq5\nVersion: 15.20-0+deb12u1\nSize: 205248\nSHA256: ab12\n\nPackage: virtual\nVersion: 1\n';
  expect(parsePackages(shown)).toEqual([{ name: 'libpq5', version: '15.20-0+deb12u1', sizeBytes: 205248, sha256: 'ab12' }]);
});

test('a tree is named by its packages and versions, whatever their order', () => {
  const [a, b] = [
    { name: 'a', version: '1' },
    { name: 'b', version: '2' },
  ];
  expect(treeName([a, b])).toBe(treeName([b, a]));
  expect(treeName([a, b])).not.toBe(treeName([a, { name: 'b', version: '3' }]));
});

test('a library that is not found is named', () => {
  expect(missingLibraries('\tlibc.so.6 => /lib/libc.so.6 (0x0)\n\tliblua5.1.so.0 => not found\n')).toEqual(['liblua5.1.so.0']);
});
