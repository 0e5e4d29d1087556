// What servers and Node say of a full disk is understood, and nothing else is.
import { expect, test } from 'vitest';
import { saysDiskFull } from './disk-full.ts';

test.each([
  'ERROR:  could not extend file "base/13573/16416": No space left on device',
  'FATAL:  could not extend file "base/1/2678": wrote only 4096 of 8192 bytes at block 1\nHINT:  Check free disk space.',
  'java.io.IOException: No space left on device',
  'MISCONF Errors writing to the AOF file: No space left on device',
  "ENOSPC: no space left on device, write '/x'",
  'could not write to file "pg_wal/xlogtemp.1": File too large',
])('%s', (line) => expect(saysDiskFull(['LOG: started', line])).toBe(true));

test.each(['could not resize shared memory segment', 'ERROR: relation "space" does not exist', ''])('not %s', (line) =>
  expect(saysDiskFull([line])).toBe(false),
);
