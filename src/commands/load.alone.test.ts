// Loads that the command asks for, from the flag to the record, on a real Redis.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRun, startCli } from '../testing/cli.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), 'mhbench load test '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const ID = 'cache_ttl/ttl-on-keys';
async function ran(...words: string[]) {
  const flags = ['--profile', 'smoke', '--scale', '0.01', '--json', '--progress', 'none', '--out', out];
  const { code, stderr } = await startCli(['run', ID, ...flags, ...words]).ended;
  return { code, stderr };
}

test('an open load: both variants at the same arrivals, in turns, on a core beside the servers, and nothing judged', async () => {
  expect(await ran('--load', 'open:400/s')).toMatchObject({ code: 0 });
  const record = readRun(out);
  const [gain, price] = record.comparisons;
  expect(gain).toMatchObject({ metric: 'responseP99', verdict: 'inconclusive', reason: 'smoke', effect: null, sessions: 2 });
  expect(price).toMatchObject({ role: 'price', evidence: { shape: 'calls' } });
  expect(['split', 'none']).toContain(gain?.cpus.layout);
  const { evidence } = gain ?? {};
  if (evidence?.shape !== 'open') throw new Error(`the evidence is ${evidence?.shape}`);
  expect(['BC', 'CB']).toContain(evidence.order);
  expect(evidence).toMatchObject({ perSecond: 400, windowMs: 300, timeoutMs: 5_000 });
  const { baseline, candidate } = evidence;
  expect(baseline.counts.due).toBeGreaterThan(50);
  expect(candidate.counts).toMatchObject({ due: baseline.counts.due, answered: baseline.counts.due, wrong: 0 });
  expect([candidate.response, candidate.service, candidate.lag].map(({ calls }) => calls)).toEqual(
    Array(3).fill(candidate.counts.due),
  );
  expect(candidate.response.maxNs).toBeGreaterThanOrEqual(candidate.service.maxNs);
  expect(record.run).toMatchObject({ load: '--load open:400/s', command: expect.stringContaining(' --load open:400/s') });
  const [folder = ''] = readdirSync(out).filter((name) => existsSync(path.join(out, name, 'index.html')));
  expect(readFileSync(path.join(out, folder, 'index.html'), 'utf8')).toContain('--load open:400/s');
});

test('a sweep over clients compares the gain at each number of them', async () => {
  expect(await ran('--concurrency', '4,1')).toMatchObject({ code: 0 });
  const gains = readRun(out).comparisons.filter(({ role }) => role === 'gain');
  expect(gains.map(({ at, evidence }) => [at, evidence.shape === 'calls' && evidence.clients])).toEqual([
    [{ over: 'clients', value: 1 }, 1],
    [{ over: 'clients', value: 4 }, 4],
  ]);
});

test('nonsense is refused before anything starts', async () => {
  const { code, stderr } = await ran('--load', 'open:800', '--concurrency', '0,8');
  expect(code).toBe(2);
  expect(stderr).toContain('--load: must be open:<calls>/s');
  expect(stderr).toContain('--concurrency: must be different numbers of clients');
});
