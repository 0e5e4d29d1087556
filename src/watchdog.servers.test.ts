/** The watchdog alone: what it is told through its pipe, and what it finds when the pipe closes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOR_EVER = ['-c', 'read -r word'];

test('a server that no line told of ends with the folder that is its home; a visitor of that folder does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mhbench-watchdog-'));
  const server = spawn('sh', FOR_EVER, { cwd: '/', env: { ...process.env, HOME: folder }, detached: true });
  const visitor = spawn('sh', FOR_EVER, { cwd: folder });
  const ended = once(server, 'exit');
  const watchdog = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'watchdog.ts')]);
  watchdog.stdin.end(`${JSON.stringify({ folder })}\n`);
  expect(await once(watchdog, 'exit')).toEqual([0, null]);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(existsSync(folder)).toBe(false);
  expect(visitor.exitCode ?? visitor.signalCode).toBeNull();
  visitor.kill();
});
