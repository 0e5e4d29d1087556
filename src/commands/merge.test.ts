import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UnlikeError } from '../errors.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { gate } from './gate.ts';
import { merge } from './merge.ts';

/** Two shards of four in a folder of reports. */
async function stored(out: string, change: Readonly<Record<string, object>> = {}): Promise<readonly string[]> {
  const ids = ['one', 'two'];
  for (const [i, id] of ids.entries()) {
    const sample = sampleRecord({
      failed: [],
      skipped: [],
      ...(i === 0 ? {} : { optimizations: [], comparisons: [], ...change }),
    });
    const run = { ...sample.run, id, profile: 'quick', shard: { index: i + 1, of: 4, comparisons: 90 } };
    await mkdir(path.join(out, id), { recursive: true });
    await writeFile(path.join(out, id, 'run.json'), JSON.stringify({ ...sample, run }));
  }
  return ids;
}

test('the merged run has a report, and lacks what its shards lack', async () => {
  await using folder = await temporaryFolder();
  const io = fakeIo({ cwd: folder.path });
  const runs = await stored(folder.path);
  expect(await merge({ runs, out: '.', allowMismatch: false }, io)).toBe(0);
  expect(io.stderr.written()).toMatch(/^2 of 4\s+shards/);
  expect(io.stdout.written()).toMatch(/-merged\/index\.html\n$/);
  const judged = fakeIo({ cwd: folder.path });
  const options = {
    run: path.basename(path.dirname(io.stdout.written().trim())),
    out: '.',
    reference: null,
    quarantine: null,
    json: true,
  };
  await gate(options, judged);
  expect(judged.stdout.written()).toContain('shard 3 of 4 is not there');
});

test('other machines are merged when they are allowed, and then told', async () => {
  await using folder = await temporaryFolder();
  const { environment } = sampleRecord();
  const runs = await stored(folder.path, { environment: { ...environment, cores: 64 } });
  const io = fakeIo({ cwd: folder.path });
  await expect(merge({ runs, out: '.', allowMismatch: false }, io)).rejects.toThrow(UnlikeError);
  expect(await merge({ runs, out: '.', allowMismatch: true }, io)).toBe(0);
  expect(io.stderr.written()).toContain('unlike: cores: 2 in one, and 64 in two');
});
