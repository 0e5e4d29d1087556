import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from '../experiment/record.ts';
import { renderHtml } from '../report/html.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { readAccepted } from './accepted-file.ts';
import { compare } from './compare.ts';
import { gate } from './gate.ts';
import { history } from './history.ts';
import { appendHistory } from './history-file.ts';
import { referenceAccept, referenceList, referenceRm, referenceSave } from './reference.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const OUT = { out: '.' };
const io = () => fakeIo({ cwd: folder.path });
async function store(id: string, change: Partial<RunRecord> = {}): Promise<RunRecord> {
  const sample = sampleRecord();
  const record = { ...sample, ...change, run: { ...sample.run, ...change.run, id } };
  await mkdir(path.join(folder.path, id), { recursive: true });
  await writeFile(path.join(folder.path, id, 'run.json'), JSON.stringify(record));
  return record;
}
const listed = async () => {
  const says = io();
  await referenceList({ ...OUT, json: true }, says);
  return (JSON.parse(says.stdout.written()) as { name: string; run: string }[]).map(({ name, run }) => `${name} ${run}`);
};

test('a run is saved under a name, which is never overwritten and goes only with --yes', async () => {
  await store('r1');
  await store('r2');
  expect(await referenceSave({ name: 'main', run: 'r1', ...OUT }, io())).toBe(0);
  await expect(referenceSave({ name: 'main', run: 'r2', ...OUT }, io())).rejects.toThrow('it is never overwritten');
  await expect(referenceSave({ name: '../up', run: 'r2', ...OUT }, io())).rejects.toThrow('is no name');
  expect(await referenceRm({ name: 'main', yes: false, ...OUT }, io())).toBe(0);
  expect(await listed()).toEqual(['main r1']);
  expect(await referenceRm({ name: 'main', yes: true, ...OUT }, io())).toBe(0);
  expect(await listed()).toEqual([]);
  await expect(referenceRm({ name: 'main', yes: true, ...OUT }, io())).rejects.toThrow('there is no reference main');
});

test('a name stands for a run of each kind of machine; the one of the judged run is taken, and another kind is refused with 6', async () => {
  const { environment } = sampleRecord();
  await store('here');
  await store('there', { environment: { ...environment, cores: 64 } });
  for (const run of ['here', 'there']) await referenceSave({ name: 'main', run, ...OUT }, io());
  expect(await listed()).toHaveLength(2);
  const options = { ...OUT, allowMismatch: false, format: 'text' } as const;
  for (const run of ['here', 'there']) expect(await compare({ ...options, before: 'main', after: run }, io())).toBe(0);
  await store('elsewhere', { environment: { ...environment, cores: 8 }, optimizations: [], comparisons: [], failed: [] });
  const judged = io();
  expect(await gate({ run: 'elsewhere', ...OUT, reference: 'main', quarantine: null, json: false }, judged)).toBe(6);
  expect(judged.stdout.written()).toContain('✖ unlike: cores: 8, and ');
});

const ID = 'indexing/foreign-key';
const night = (day: number): RunRecord => {
  const sample = sampleRecord();
  const comparisons = sample.comparisons.map((each) => ({ ...each, key: each.key.replace(`${each.id} `, `${each.id}/`) }));
  return { ...sample, comparisons, run: { ...sample.run, id: `n${day}`, startedAt: `2026-01-0${day}T00:00:00.000Z` } };
};

test('an accepted shift begins the series anew with the newest run, and its reason stands in history and report', async () => {
  for (const day of [1, 2, 3]) await appendHistory(folder.path, night(day));
  await expect(referenceAccept({ id: 'indexing/foreign', reason: 'r', ...OUT }, io())).rejects.toThrow(
    'Did you mean indexing/foreign-key',
  );
  await expect(referenceAccept({ id: ID, reason: ' ', ...OUT }, io())).rejects.toThrow('has a reason');
  expect(await referenceAccept({ id: ID, reason: 'a smaller index', ...OUT }, io())).toBe(0);
  await appendHistory(folder.path, night(4));
  const says = io();
  await history({ of: undefined, ...OUT, json: true }, says);
  const [machine] = JSON.parse(says.stdout.written()) as {
    series: { key: string; lines: { run: string }[]; accepted: { reason: string } | null }[];
  }[];
  for (const { key, lines, accepted } of machine?.series ?? []) {
    const isOwn = key.startsWith(`${ID}/`);
    expect({ key, runs: lines.map(({ run }) => run) }).toEqual({ key, runs: isOwn ? ['n3', 'n4'] : ['n1', 'n2', 'n3', 'n4'] });
    expect(accepted?.reason).toBe(isOwn ? 'a smaller index' : undefined);
  }
  const lines = io();
  await history({ of: ID, ...OUT, json: false }, lines);
  expect(lines.stdout.written()).toMatch(/a shift was accepted on .*: a smaller index/);
  const page = renderHtml({ ...night(4), accepted: [...(await readAccepted(folder.path))] });
  expect(page).toMatch(/In its history a shift was accepted on [^<]*: a smaller index\./);
});
