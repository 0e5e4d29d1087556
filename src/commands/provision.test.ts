/** What `mhbench provision` says and how it ends, with a provisioner that only answers. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ServerError, UserError } from '../errors.ts';
import type { Availability, LibraryKind, ServerKind } from '../provision/provisioner.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { fetchAhead, provision } from './provision.ts';

const java = { what: 'Java 17', licence: 'GPL-2.0 with Classpath Exception', bytes: 44e6 };
const jars = { what: 'Apache Kafka 4.3.1', licence: 'Apache-2.0', bytes: 46e6 };
const fetchable = (kind: ServerKind | LibraryKind): Availability => ({
  ...{ kind, state: 'fetchable', version: null, origin: 'local', source: 'private tree', reason: '', remedy: null },
  fetches: kind === 'kafka' ? [java, jars] : [java],
});

/** Fetches by writing a file, except what is named, which cannot be had. */
async function ended(
  kinds: readonly (ServerKind | LibraryKind)[],
  refused: readonly (ServerKind | LibraryKind)[],
  json = false,
  there: Partial<Availability> = {},
) {
  await using folder = await temporaryFolder();
  const io = fakeIo();
  const provisioner = {
    home: folder.path,
    available: async (kind: ServerKind | LibraryKind) => ({ ...fetchable(kind), ...there }),
    binaries: async (kind: ServerKind | LibraryKind) => {
      if (refused.includes(kind))
        throw new ServerError(`no ${kind} can be had here: no java on PATH`, { hint: 'install Java 17' });
      await mkdir(join(folder.path, 'jars'), { recursive: true });
      await writeFile(join(folder.path, 'jars', kind), Buffer.alloc(2_000_000, 1));
      return { source: 'private tree' as const, reason: 'first', version: '1.0', programs: {}, env: {} };
    },
  };
  const code = await fetchAhead({ kinds, json, provisioner }, io);
  return { code, out: io.stdout.written(), err: io.stderr.written() };
}

describe('what is fetched ahead', () => {
  test('is told before with its size and licence, each thing once, and afterwards with what it takes', async () => {
    const { code, out, err } = await ended(['kafka', 'neo4j'], []);
    expect(code).toBe(0);
    expect(err).toMatch(/at most 90\.0\sMB to download/);
    expect(err.match(/Java 17/g)).toHaveLength(1);
    expect(out).toContain('✔ kafka  1.0, private tree');
    expect(out).toContain('Apache Kafka 4.3.1: Apache-2.0');
    expect(out).toMatch(/^4\.\d+\sMB on the disk; mhbench clean/m);
  });
  test('what cannot be had ends with 3, its reason and its remedy; the others are still fetched', async () => {
    const { code, out } = await ended(['kafka', 'neo4j'], ['kafka']);
    expect(code).toBe(3);
    expect(out).toContain('✖ kafka  no kafka can be had here: no java on PATH');
    expect(out).toContain('→ install Java 17');
    expect(out).toContain('✔ neo4j');
  });
  test('nothing is, where a server was there before, not even when it does not answer', async () => {
    const named = { origin: 'attach', source: 'URL', version: '7', fetches: [] } as const;
    const { code, out, err } = await ended(['redis'], ['redis'], false, { ...named, state: 'ready' });
    expect([code, out.split('\n')[0]]).toEqual([0, '✔ redis  7, URL']);
    expect(err).toContain('nothing has to be fetched');
    const silent = { ...named, state: 'missing', version: null, reason: 'it is silent', remedy: 'wake it' } as const;
    const missing = await ended(['redis'], [], false, silent);
    expect([missing.code, missing.out]).toEqual([3, expect.stringMatching(/^✖ redis {2}it is silent\n *→ wake it\n/)]);
  });
  test('as JSON', async () => {
    const { servers, beforeBytes, afterBytes } = JSON.parse((await ended(['redis'], [], true)).out);
    expect(servers).toEqual([expect.objectContaining({ kind: 'redis', state: 'ready', version: '1.0', remedy: null })]);
    expect([beforeBytes, afterBytes > 2_000_000]).toEqual([0, true]);
  });
});

test('a kind that there is not is refused with a suggestion', async () => {
  const refused = provision({ kinds: ['kafak'], json: false }, fakeIo());
  await expect(refused).rejects.toBeInstanceOf(UserError);
  await expect(refused).rejects.toThrow('Did you mean kafka?');
});
