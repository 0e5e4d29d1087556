import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { recordFile } from './record-file.ts';

test('only what the schema names is written, whatever else an object carries', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mhbench record '));
  const record = sampleRecord();
  const [first] = record.comparisons;
  if (first !== undefined) Object.assign(first, { handle: { address: { password: 'hunter2' } } });
  const file = await recordFile(folder, record, () => 1_234.5);
  await file.save();
  const text = readFileSync(file.path, 'utf8');
  rmSync(folder, { recursive: true });
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({ run: { durationMs: 1_235 }, comparisons: expect.any(Array) });
});
