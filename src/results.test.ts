/** The committed results (docs/results/): what was measured of the catalogue, held against what the catalogue claims today. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from './catalog.ts';
import { judgeClaims } from './experiment/claims.ts';
import { EXPECTED_WITHIN, foundSizes } from './experiment/expected.ts';
import { type RunRecord, runRecord } from './experiment/record.ts';
import { findings } from './testing/findings.ts';

const folder = path.resolve(import.meta.dirname, '..', 'docs', 'results');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const { optimizations } = await loadCatalog();
const recordOf = (name: string): RunRecord => runRecord.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));

const FOR_READERS = `Of each optimisation the gain that is worth most for its price. Where none is proven, all of them; of a drill the middle of
its repeats with the least and the most, of the baseline and of the candidate. The intervals are of 99 %; \`run.json\` of a run of your own holds more than these rows.`;

/** The same record with the claims that the catalogue makes now, and the sizes that it expects. */
const claimedToday = (record: RunRecord): RunRecord => ({
  ...record,
  optimizations: record.optimizations.map((stored) => {
    const { claims, expected = [] } = optimizations.find(({ id }) => id === stored.id)?.optimization ?? stored;
    return { ...stored, claims: [...(claims ?? [])], expected: [...expected] };
  }),
});

test('results are of optimisations that are there, and the guide names each folder that has none', () => {
  const guide = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const measured = files.map((name) => path.basename(name, '.json'));
  const folders = [...new Set(optimizations.map(({ id }) => path.dirname(id)))];
  for (const each of folders) expect([each, measured.includes(each) || guide.includes(`\`${each}/\``)]).toEqual([each, true]);
  expect(folders).toEqual(expect.arrayContaining(measured));
});

test('the list of findings says what the records hold: vitest --update writes it', async () => {
  const parts = files.map((name) => findings(path.basename(name, '.json'), claimedToday(recordOf(name))));
  const text = ['# What the runs at full size found', FOR_READERS, ...parts].join('\n\n');
  // A snapshot that is missing would be written, and nobody would hear of it.
  expect(readdirSync(folder)).toContain('findings.md');
  await expect(text).toMatchFileSnapshot(path.join(folder, 'findings.md'));
});

describe.each(files)('%s', (name) => {
  const record = recordOf(name);

  test('was measured whole, at full size, with every answer right', () => {
    expect(record.run.profile).toBe('full');
    expect(record.failed).toEqual([]);
    const invalid = record.comparisons.filter(({ verdict, evidence }) => verdict === 'invalid' && evidence.shape !== 'open');
    expect(invalid.map(({ key, reason }) => `${key}: ${reason}`)).toEqual([]);
  });

  test('told no equal copies apart, and found what was planted', () => {
    expect(record.controls.length).toBeGreaterThan(0);
    for (const { store, kind, state, says } of record.controls)
      expect([store, kind, state, says]).toEqual([store, kind, 'passed', says]);
  });

  test('breaks nothing that the catalogue claims today', () => {
    const broken = judgeClaims(claimedToday(record)).filter(({ state }) => state === 'broken');
    expect(broken.map(({ id, variant, claim, found }) => JSON.stringify([id, variant, claim, found]))).toEqual([]);
  });

  test('found every size that was expected within three times, or its card says why not', () => {
    // What noise or a bench that is blind to planted work left unsaid has no size.
    const sizes = foundSizes(claimedToday(record)).filter(({ off }) => off !== null);
    const told = sizes.map(({ id, expected, off }) => [id, expected, (off ?? 0) > EXPECTED_WITHIN]);
    const explained = sizes.map(({ id, expected }) => [id, expected, expected.because !== undefined]);
    expect(told).toEqual(explained);
  });

  test('holds every optimisation of its folder, or the guide names those that came later', () => {
    const own = optimizations.filter(({ id }) => path.dirname(id) === path.basename(name, '.json')).map(({ id }) => id);
    const guide = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const named = own.filter((id) => guide.includes(`\`${id}\``));
    const told = [...record.optimizations.map(({ id }) => id), ...record.skipped.map(({ id }) => id), ...named];
    expect(told).toEqual(expect.arrayContaining(own));
  });
});
