/** What types cannot hold about content, checked over every optimisation: names that refer to something, prices, questions that are pure. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog, loadDomain } from './catalog.ts';
import type { AnyOptimization, AnyVariant } from './define.ts';
import { PROFILES } from './experiment/constants.ts';
import { optimizationRecord } from './experiment/describe.ts';
import { DRILL_FIGURES } from './experiment/drill-figures.ts';
import { benchesOf, planOptimization, readingsOf, variantsOf } from './experiment/plan.ts';
import { runRecord } from './experiment/record.ts';

const { optimizations } = await loadCatalog();
const domain = await loadDomain();
const counts = domain.countsAt(1);
const data = domain.dataset(42, counts);

const FIGURES = { calls: ['p50', 'p90', 'p99', 'mean', 'perSecond'], drill: DRILL_FIGURES, task: ['ms'] } as const;

/** Every figure that a claim may name. */
function figuresOf(optimization: AnyOptimization): string[] {
  const all = { ...optimization.gain, ...optimization.price };
  const timed = benchesOf(all).flatMap(([name, bench]) =>
    [...FIGURES[bench.shape?.kind ?? 'calls'], ...Object.keys({ ...bench.growth, ...bench.scores })].map(
      (figure) => `${name}.${figure}`,
    ),
  );
  return [...timed, ...readingsOf(all).map(([name]) => name)];
}

/** Words by which a client is told "done" before what it wrote is safe. */
const TOLD_EARLY =
  /synchronous_commit = (off|local|remote_write)|"acks":[01]\b|appendfsync.{1,4}no\b|"?fsync"?.{1,4}off|full_page_writes.{1,4}off/;
const toldEarly = ({ apply, client, servers }: AnyVariant): string | undefined =>
  TOLD_EARLY.exec(JSON.stringify([String(apply), client, servers]).replaceAll('\\"', '"'))?.[0];

test('there are optimisations', () => {
  expect(optimizations.length).toBeGreaterThanOrEqual(6);
});

test('the words for a commit that is told early are seen where they stand', () => {
  const early = optimizations.filter(({ optimization }) => optimization.candidates.some((each) => toldEarly(each) !== undefined));
  expect(early.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['event_partitioning/acks', 'read_replicas/commit-levels', 'read_replicas/read-your-writes']),
  );
});

test('each technique has one or two optimisations that a run of minutes shows', () => {
  const folders = [...new Set(optimizations.map(({ id }) => path.dirname(id)))];
  for (const folder of folders) {
    const own = optimizations.filter(({ id }) => path.dirname(id) === folder);
    const shown = own.filter(({ optimization }) => optimization.showcase);
    // A drill takes a minute.
    const drills = own.every(({ optimization }) =>
      benchesOf(optimization.gain).every(([, { shape }]) => shape?.kind === 'drill'),
    );
    expect(drills ? [0] : [1, 2], folder).toContain(shown.length);
  }
});

describe.each(optimizations.map(({ id, optimization }) => [id, optimization] as const))('%s', (_, optimization) => {
  const benches = benchesOf({ ...optimization.gain, ...optimization.price });

  test('asks something, says when and when not, and names a gain and a price', () => {
    for (const text of [optimization.question, optimization.adopt, optimization.avoid]) expect(text.length).toBeGreaterThan(10);
    expect(optimization.question.endsWith('?')).toBe(true);
    expect(Object.keys(optimization.gain)).not.toEqual([]);
    expect(Object.keys(optimization.price)).not.toEqual([]);
  });

  test('says of a candidate what is lost, where its clients are told sooner than those of the baseline', () => {
    const early = optimization.candidates.filter(
      (candidate) => ![undefined, toldEarly(optimization.baseline)].includes(toldEarly(candidate)),
    );
    for (const { name, risk } of early) expect(risk, name).toBeDefined();
    // It follows "if you accept that", and a full stop follows it.
    for (const { risk } of optimization.candidates) if (risk !== undefined) expect(risk).toMatch(/^[a-z].*[^.]$/s);
  });

  test('is shown by a candidate that it has', () => {
    const { showcase, showcaseBenches, candidates, gain, price } = optimization;
    if (showcase !== undefined) expect(candidates.map(({ name }) => name)).toContain(showcase);
    if (showcaseBenches === undefined) return;
    expect(Object.keys({ ...gain, ...price })).toEqual(expect.arrayContaining([...showcaseBenches]));
    expect(Object.keys(gain).some((bench) => showcaseBenches.includes(bench))).toBe(true);
  });

  test('names its variants once', () => {
    const names = variantsOf(optimization).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has an answer of every variant to every bench, and none to a bench that is not measured', () => {
    for (const variant of variantsOf(optimization)) {
      for (const [name, bench] of benches)
        expect(variant.answers?.[name] ?? bench.answer, `${variant.name}: ${name}`).toBeTypeOf('function');
      for (const name of Object.keys(variant.answers ?? {})) expect(benches.map(([known]) => known)).toContain(name);
    }
  });

  test('claims and expects figures, candidates and values that there are', () => {
    const figures = figuresOf(optimization);
    for (const claim of [...optimization.claims, ...(optimization.expected ?? [])]) {
      if ('metric' in claim) expect(figures).toContain(claim.metric);
      if (claim.candidate !== undefined) expect(optimization.candidates.map(({ name }) => name)).toContain(claim.candidate);
      if (claim.at !== undefined) expect(optimization.sweep?.values).toContain(claim.at);
    }
  });

  test('measures in a full run every price, and whatever it claims or expects of a candidate', () => {
    const profile = { name: 'full', ...PROFILES.full } as const;
    const { circumstances } = planOptimization('a/b', optimization, { profile, counts, memoryBytes: 24 * 2 ** 30 });
    const planned = circumstances.flatMap(({ comparisons, at }) => comparisons.map((each) => ({ ...each, value: at?.value })));
    const measured = ({ bench, ...of }: { bench: string; candidate?: string | undefined; at?: number | undefined }) =>
      planned.some(
        (each) =>
          each.bench === bench && each.candidate === (of.candidate ?? each.candidate) && each.value === (of.at ?? each.value),
      );
    for (const [bench] of benchesOf(optimization.price)) expect([bench, measured({ bench })]).toEqual([bench, true]);
    for (const of of [...optimization.claims, ...(optimization.expected ?? [])]) {
      if (!('metric' in of) || !of.metric.includes('.')) continue;
      expect([of, measured({ ...of, bench: of.metric.slice(0, of.metric.lastIndexOf('.')) })]).toEqual([of, true]);
    }
  });

  test('has its claims, its expected sizes and what its candidates give up in the record as they were written', () => {
    const record = optimizationRecord({ id: 'a/b', optimization, notes: [] }, { changed: () => [], sample: () => null });
    const { claims, expected, variants } = runRecord.shape.optimizations.element.parse(record);
    expect(claims).toEqual(optimization.claims);
    expect(expected).toEqual(optimization.expected);
    expect(variants.map(({ risk }) => risk)).toEqual(variantsOf(optimization).map(({ risk }) => risk));
  });

  test('asks the same question for the same ordinal, and another for another seed', () => {
    for (const [, bench] of benches) {
      const ask = (seed: number, ordinal: number) => JSON.stringify(bench.ask(domain.pickFor(data, seed, ordinal, {})));
      const questions = (seed: number) => Array.from({ length: 20 }, (_, ordinal) => ask(seed, ordinal)).join();
      expect(questions(1)).toBe(questions(1));
      if (ask(1, 0) !== ask(1, 1)) expect(questions(1)).not.toBe(questions(2));
    }
  });
});

test('the example in the README is the file that it names, to the letter', () => {
  const root = path.resolve(import.meta.dirname, '..');
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const [, name, code] = /whole of `([^`]+)`:\n\n```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(name).toBeDefined();
  expect(code).toBe(readFileSync(path.join(root, name ?? ''), 'utf8'));
});
