// What is secret does not leave: known secrets wherever they stand, and passwords by their place.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HIDDEN, keepSecret, keepSecretsOf, redact, redactedJson, redactFile, redacting } from './redact.ts';
import { fakeStream, temporaryFolder } from './testing/fake-io.ts';

describe('a secret that is kept', () => {
  test('is hidden wherever it stands', () => {
    const secret = keepSecret('9f8e7d6c5b4a39281706');
    expect(redact(`AUTH ${secret}, x${secret}y and ${secret}`)).toBe(`AUTH ${HIDDEN}, x${HIDDEN}y and ${HIDDEN}`);
  });
  test('is hidden as addresses and quotations spell it', () => {
    const secret = keepSecret('pa/ss"wo\\rd@1');
    expect(redact(`at ${encodeURIComponent(secret)} and ${JSON.stringify({ secret })}`)).toBe(
      `at ${HIDDEN} and {"secret":"${HIDDEN}"}`,
    );
  });
  test('is hidden as a word of its own when it is short, so that other words stay whole', () => {
    keepSecret('tulip');
    expect(redact('tulip, tulips, "tulip"')).toBe(`${HIDDEN}, tulips, "${HIDDEN}"`);
  });
  test('is hidden whole when another one is its beginning', () => {
    keepSecret('first-part-of-it');
    keepSecret('first-part-of-it-and-more');
    expect(redact('first-part-of-it-and-more')).not.toContain('more');
  });
  test.each(['bench', 'postgres', 'abc', ''])('may be a word of every report, which stays: "%s"', (word) => {
    keepSecret(word);
    expect(redact('postgres and bench, abc')).toBe('postgres and bench, abc');
  });
});

test('an environment is read for secrets by name and in addresses, but not for others', () => {
  keepSecretsOf({
    REDIS_PASSWORD: 'lily-of-the-valley',
    NPM_TOKEN: 'rose-bush-1',
    KEYBOARD: 'qwertz-layout',
    EMPTY_PASSWORD: undefined,
  });
  keepSecretsOf({
    DATABASE_URL: 'postgresql://u:dais%79-chain@h/d',
    HTTPS_PROXY: 'http://me:corn-flower@proxy:1/',
    ODD: 'x://[',
  });
  expect(redact('lily-of-the-valley rose-bush-1 qwertz-layout daisy-chain dais%79-chain corn-flower')).toBe(
    `${HIDDEN} ${HIDDEN} qwertz-layout ${HIDDEN} ${HIDDEN} ${HIDDEN}`,
  );
});

describe('a password nobody knew of is hidden by its place', () => {
  test.each([
    ['postgresql://bench:s3cr3t@127.0.0.1:5432/bench', `postgresql://bench:${HIDDEN}@127.0.0.1:5432/bench`],
    ['redis://:s3cr3t@127.0.0.1:6379', `redis://:${HIDDEN}@127.0.0.1:6379`],
    ['mongodb+srv://u:a@b@host/x', `mongodb+srv://u:${HIDDEN}@host/x`],
    ['W: Failed to fetch https://me:s3cr3t@debs/x.deb', `W: Failed to fetch https://me:${HIDDEN}@debs/x.deb`],
    ['host=h password=s3cr3t user=u', `host=h password=${HIDDEN} user=u`],
    ['bolt://h?sslpassword=s3cr3t&x=1', `bolt://h?sslpassword=${HIDDEN}&x=1`],
    ['requirepass s3cr3t', `requirepass ${HIDDEN}`],
    ["CREATE ROLE x LOGIN PASSWORD 'it''s3cr3t' VALID", `CREATE ROLE x LOGIN PASSWORD '${HIDDEN}' VALID`],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown);
    expect(redact(redact(text))).toBe(shown);
  });
  test.each([
    'http://127.0.0.1:4873/@scope/package',
    'postgresql://user:password@host:port/database',
    'password authentication failed for user "bench"',
    'password_encryption = scram-sha-256',
    'npm i some@1.2.3 from https://host/path',
  ])('and this stays: %s', (text) => expect(redact(text)).toBe(text));
});

test('a record loses secrets from its values, and keeps the names of its fields', () => {
  const command = keepSecret('command');
  expect(redactedJson({ command: `run ${command} 'a:b'`, list: [command, 1, null] })).toBe(
    `{"command":"run ${HIDDEN} 'a:b'","list":["${HIDDEN}",1,null]}`,
  );
});

test('a stream that hides secrets is the same stream otherwise', () => {
  const stream = fakeStream({ isTTY: true, columns: 120 });
  const hiding = redacting(stream);
  hiding.write(`the ${keepSecret('sunflower-seeds')} are here\n`);
  expect(stream.written()).toBe(`the ${HIDDEN} are here\n`);
  expect([hiding.isTTY, hiding.columns]).toEqual([true, 120]);
});

test('a file of somebody else loses its secrets', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'server.log');
  await writeFile(path, `LOG: started\nERROR: ${keepSecret('marigold-fields')}\n`);
  await redactFile(path);
  expect(await readFile(path, 'utf8')).toBe(`LOG: started\nERROR: ${HIDDEN}\n`);
  await redactFile(join(folder.path, 'not there'));
});
