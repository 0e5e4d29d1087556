// What is taken out of the words of apt and pip.
import { expect, test } from 'vitest';
import { tellingLines } from './telling.ts';

test('of apt: the file and the source, not the checksums that follow', () => {
  const log = [
    'Get:1 http://h ./ redis-server 1.0 [24 B]',
    'Err:1 http://h ./ redis-server 1.0',
    '  Hash Sum mismatch',
    'E: Failed to fetch http://h/./redis-server_1.0_all.deb  Hash Sum mismatch',
    '   Hashes of expected file:',
    '    - Filesize:24 [weak]',
    '   Last modification reported: Wed, 25 Nov 2026 02:42:00 +0000',
  ];
  expect(tellingLines(log)).toEqual(['E: Failed to fetch http://h/./redis-server_1.0_all.deb  Hash Sum mismatch']);
});

test('of pip without an index: which one, what was wanted, and why there is no answer, once', () => {
  const retry = (left: number) =>
    `WARNING: Retrying (Retry(total=${left})) after connection broken by 'NewConnectionError('<x at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/dnspython/`;
  const log = [
    'Looking in indexes: http://h/simple',
    retry(1),
    retry(0),
    'ERROR: No matching distribution found for dnspython==2.9.2',
  ];
  expect(tellingLines(log)).toEqual([
    'Looking in indexes: http://h/simple',
    'ERROR: No matching distribution found for dnspython==2.9.2',
    'Failed to establish a new connection: [Errno 111] Connection refused',
  ]);
});

test('of pip with another file: its name and both checksums', () => {
  const log = [
    'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
    '    dnspython==2.9.2 from http://h/dnspython-2.9.2-py3-none-any.whl (from -r lock.txt (line 2)):',
    '        Expected sha256 af15f7d385a6ae2fb35a796fde2138004c8c42c7389090e2addc83e3b3340fd8',
    '             Got        e7dc6be13be0055dd03d1fe10caf78db0daa6327eb1f5b08c3e2dc8c06431cd2',
    '',
  ];
  expect(tellingLines(log)).toEqual(log.slice(0, 4).map((line) => line.trim()));
});

test('of anybody else: the last two lines', () => expect(tellingLines(['a', 'b', ' c'])).toEqual(['b', 'c']));
