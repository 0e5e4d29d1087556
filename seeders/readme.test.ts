// README.md says what is seeded: its figures and commands are those of the code.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { TABLES } from '../src/define.ts';
import { lineage } from '../src/stores/postgres-schema.ts';
import { fencedCommands } from '../src/testing/guide.ts';
import { STD_COUNTS } from './domain.ts';

const PROJECT = resolve(import.meta.dirname, '..');
const guide = readFileSync(resolve(PROJECT, 'seeders', 'README.md'), 'utf8');

test('each table stands there with its rows at scale 1 and what it refers to', () => {
  const lines = [...guide.matchAll(/^\| ([a-z]+) \| ([\d,]+) \| (.*?) ?\|$/gm)];
  expect(lines.map(([, table]) => table)).toEqual(TABLES);
  for (const [, table = '', rows = '', parents = ''] of lines) {
    const known = TABLES.find((each) => each === table);
    expect(known).toBeDefined();
    if (known === undefined) continue;
    expect(Number(rows.replaceAll(',', ''))).toBe(STD_COUNTS[known]);
    for (const parent of parents.split(', ').filter((each) => each !== '')) expect(lineage(known)).toContain(parent);
  }
});

test('its commands are scripts of package.json with flags that the program has', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(resolve(PROJECT, 'package.json'), 'utf8'));
  const commands = fencedCommands(guide);
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) {
    const [, script = ''] = /^npm run (\S+)/.exec(command) ?? [];
    expect(Object.keys(scripts)).toContain(script);
    for (const [, flag = ''] of command.matchAll(/ (--[a-z-]+)/g)) {
      expect(readFileSync(resolve(PROJECT, 'src', 'commands', 'program.ts'), 'utf8')).toMatch(new RegExp(`'${flag}[ ']`));
    }
  }
});
