import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { machineKey } from '../report/machine-key.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { history } from './history.ts';
import { appendHistory, readHistories } from './history-file.ts';

const record = sampleRecord();
const at = (day: number) => {
  const startedAt = `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  return { ...record, run: { ...record.run, id: `r${day}`, startedAt } };
};

test('runs are added and never changed; the terminal shows each comparison over its runs', async () => {
  await using folder = await temporaryFolder();
  for (const day of [1, 2, 3]) await appendHistory(folder.path, at(day));
  const [own] = await readHistories(folder.path);
  expect(own?.machine).toBe(machineKey(record));
  const io = fakeIo({ cwd: folder.path });
  expect(await history({ of: 'foreign-key', out: '.', json: false }, io)).toBe(0);
  const lines = io.stdout.written().split('\n');
  expect(lines[0]).toBe(`machine ${machineKey(record)}`);
  expect(lines.slice(1, -1).every((line) => line.startsWith('▄▄▄  indexing/foreign-key') && line.includes('3 runs'))).toBe(true);
});

test('nothing of a smoke run; no history at all is said', async () => {
  await using folder = await temporaryFolder();
  await appendHistory(folder.path, { ...record, run: { ...record.run, profile: 'smoke' } });
  await expect(history({ of: undefined, out: '.', json: false }, fakeIo({ cwd: folder.path }))).rejects.toThrow(
    'there is no history',
  );
});

test('a line that cannot be read is told with its place', async () => {
  await using folder = await temporaryFolder();
  await appendHistory(folder.path, record);
  appendFileSync(path.join(folder.path, 'history', `${machineKey(record)}.ndjson`), '{ "run": 1 }\n');
  await expect(readHistories(folder.path)).rejects.toThrow(/\.ndjson, line \d+: /);
});
