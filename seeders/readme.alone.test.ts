// The commands of README.md as a reader types them.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { fencedCommands } from '../src/testing/guide.ts';

const PROJECT = resolve(import.meta.dirname, '..');
const commands = fencedCommands(readFileSync(resolve(PROJECT, 'seeders', 'README.md'), 'utf8'));
const SEEDING = commands.filter((command) => command.includes('mhbench -- seed'));
const SHOWING = commands.filter((command) => command.includes('--dry-run'));

const typed = async (command: string): Promise<string> => (await execa(command, { shell: true, cwd: PROJECT })).stdout;

test('those that load, those that only show, and the checks that run this test: that is all of them', () => {
  expect([SEEDING.length, SHOWING.length, commands.length]).toEqual([3, 2, 7]);
});

test.each(SHOWING)('%s', async (command) => {
  expect(await typed(command)).toMatch(/\d+ comparisons/);
});

test.each(SEEDING)('%s', { timeout: 300_000 }, async (command) => {
  const said = await typed(command);
  const named = [...command.matchAll(/ (postgres|redis|faiss)\b/g)].map(([, store]) => store);
  const stores = named.length > 0 ? named : ['postgres', 'redis', 'faiss', 'mongodb', 'kafka', 'neo4j'];
  const line = (store: string | undefined): RegExp =>
    command.includes('--json')
      ? new RegExp(`"store": "${store}",\\s+"state": "(loaded|reused)"`)
      : new RegExp(`^✔ ${store} +(loaded|reused)`, 'm');
  for (const store of stores) expect(said).toMatch(line(store));
  if (command.includes('--compare-copy')) expect(said).toMatch(/from generator to table at [\d.]+ of the speed of psql's \\copy/);
});
