import { HtmlValidate } from 'html-validate';
import { describe, expect, test } from 'vitest';
import { VERDICTS } from '../experiment/record.ts';
import { callsComparison } from '../testing/sample-comparisons.ts';
import { openComparison, openEvidence } from '../testing/sample-open.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';
import { verdictSentence } from './verdict.ts';

const page = renderHtml(sampleRecord());
const HOSTILE = '</script><img src=x onerror="fetch(1)">{1}\'&__proto__';

const single = (more: object, spec: object = {}) =>
  sampleRecord({
    comparisons: [
      callsComparison({
        id: 'a/b',
        bench: 'c',
        description: 'D',
        baseline: 'e',
        variant: 'f',
        ratio: 0.5,
        baselineNs: 1e6,
        verdict: 'better',
        ...spec,
        more: { ...more },
      }),
    ],
  });
const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const withRun = (change: object, more: object = {}) => sampleRecord({ run: { ...sampleRecord().run, ...change }, ...more });

function idsOf(text: string): string[] {
  return [...text.matchAll(/ id="([^"]*)"/g)].map((match) => match[1] ?? '');
}
const RECORDS = {
  sample: sampleRecord(),
  'a run without a comparison': sampleRecord({
    comparisons: [],
    optimizations: [],
    skipped: [],
    failed: [],
    dataset: null,
    servers: [],
  }),
  'an interrupted run': withRun({ status: 'interrupted', planned: 40 }),
  'a smoke run': withRun(
    { profile: 'smoke', scale: 0.05 },
    {
      comparisons: single(
        { effect: null, reason: 'smoke', evidence: { ...emptyEvidence() } },
        { verdict: 'inconclusive', sessions: 0 },
      ).comparisons,
    },
  ),
  'no session, no effect': single({ effect: null, evidence: { ...emptyEvidence() } }, { verdict: 'inconclusive', sessions: 0 }),
  'hostile text': sampleRecord({
    run: { ...sampleRecord().run, scale: 1 },
    comparisons: [
      callsComparison({
        id: HOSTILE,
        store: HOSTILE,
        bench: HOSTILE,
        description: HOSTILE,
        baseline: HOSTILE,
        variant: HOSTILE,
        ratio: 0.3,
        baselineNs: 1e6,
        verdict: 'better',
        more: { metric: HOSTILE, at: { over: HOSTILE, value: 3 }, statements: { baseline: HOSTILE, candidate: `${HOSTILE}2` } },
      }),
    ],
    optimizations: [
      {
        ...{ ...sampleRecord().optimizations[0], id: HOSTILE, store: 'constructor', question: HOSTILE },
        claims: [{ candidate: HOSTILE, metric: `${HOSTILE}.${HOSTILE}`, at: 3, same: true }, { plan: HOSTILE }],
        expected: [{ candidate: HOSTILE, metric: `${HOSTILE}.${HOSTILE}`, at: 3, timesBetter: 99, because: HOSTILE }],
      },
    ],
    failed: [{ id: HOSTILE, error: HOSTILE, log: [HOSTILE], repeat: HOSTILE }],
  }),
  'effects of 7000× and of a thousandth': sampleRecord({
    comparisons: [0.00014, 1, 950].map((ratio, i) =>
      callsComparison({
        id: 'a/b',
        bench: `c${i}`,
        description: 'D',
        baseline: 'e',
        variant: 'f',
        ratio,
        baselineNs: 1e6,
        verdict: ratio < 1 ? 'better' : 'worse',
      }),
    ),
  }),
  'names that would collide as ids': sampleRecord({
    comparisons: ['a b', 'a-b', 'A/B'].map((key) =>
      callsComparison({
        id: 'effects',
        bench: 'c',
        description: 'D',
        baseline: 'e',
        variant: 'f',
        ratio: 0.5,
        baselineNs: 1e6,
        verdict: 'better',
        more: { key },
      }),
    ),
    optimizations: ['effects', 'c/a-b', 'c-a/b', '//', '—'].map((id) => ({ ...sampleRecord().optimizations[1], id })),
  }),
  'a sweep over clients': sampleRecord({
    comparisons: [1, 8, 32, 64].map((value) =>
      callsComparison({
        ...{ id: 'a/b', bench: 'c', description: 'D', baseline: 'e', variant: 'f', ratio: 0.5, baselineNs: value * 1e6 },
        ...{ verdict: value === 64 ? 'invalid' : 'better', more: { at: { over: 'clients', value } } },
      }),
    ),
  }),
  'an open load': sampleRecord({
    comparisons: [openComparison(openEvidence({ lost: { failed: 4 }, errorClasses: [{ message: HOSTILE, calls: 4 }] }))],
  }),
  'an open load of too few calls': sampleRecord({ comparisons: [openComparison(openEvidence({ calls: 9 }, { calls: 0 }))] }),
  'an open load whose generator was late': sampleRecord({
    comparisons: [openComparison(openEvidence(), { verdict: 'invalid', reason: 'generator: p99 of its lag is 31.0 ms' })],
  }),
  'an open load of a smoke run': withRun(
    { profile: 'smoke' },
    { comparisons: [openComparison(openEvidence(), { reason: 'smoke' })] },
  ),
  'an effect that is no positive number': single({ effect: { ratio: 0, low: 0, high: 1e300, confidence: 0.99 } }),
};
function emptyEvidence() {
  const arm = {
    calls: 0,
    errors: 0,
    errorSample: null,
    meanNs: 0,
    p50Ns: null,
    p90Ns: null,
    p99Ns: null,
    p999Ns: null,
    maxNs: 0,
    perSecond: 0,
    histogram: '',
  };
  return { shape: 'calls', sessions: [], looks: [1], opsPerSlice: 20, clients: 1, baseline: arm, candidate: arm, secondary: [] };
}

describe.each(Object.entries(RECORDS))('%s', (name, record) => {
  const text = renderHtml(record);
  test('is valid HTML', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      // The style is written minified; a scroll box is a group that can be reached by keyboard.
      rules: {
        'no-trailing-whitespace': 'off',
        'long-title': 'off',
        'prefer-native-element': 'off',
        'no-implicit-button-type': 'error',
      },
    });
    const report = await validator.validateString(text);
    expect(
      report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`)),
    ).toEqual([]);
  });
  test('shows no NaN, no undefined, no infinity, and no NaN stands in a mark', () => {
    const words = text.replace(/<script>.*?<\/script>/s, '');
    expect(words).not.toMatch(/NaN|\bundefined\b|Infinity|\[object/);
  });
  test('has unique ids, and no link leads nowhere', () => {
    const ids = idsOf(text);
    expect(ids.length).toBe(new Set(ids).size);
    const targets = [...text.matchAll(/href="#([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });
  test('loads nothing and runs one script only', () => {
    expect(text).not.toMatch(/<(img|iframe|link|object|embed)\b|@import|url\(/i);
    expect(text.match(/<script/g)).toHaveLength(1);
  });
  test(`is the same again: ${name}`, () => {
    expect(renderHtml(record)).toBe(text);
  });
});

test('every verdict is shown as a drawn mark with its word', () => {
  for (const verdict of VERDICTS) {
    expect(page).toMatch(new RegExp(`<span class="v v-${verdict}"><svg[^>]*>.*?</svg> (${verdict}|dearer|cheaper)</span>`));
  }
});
test('an invalid comparison never shows a speed', () => {
  const text = renderHtml(single({ reason: 'answers differ' }, { verdict: 'invalid' }));
  expect(text).not.toContain('2.00×');
  expect(text).not.toMatch(/\d×<\/b>/);
  expect(text).toContain('answers differ');
});
test('an undecided comparison is dashed and says what would decide it', () => {
  expect(page).toMatch(/stroke-dasharray="3 2"/);
  expect(page.replace(/\u00a0/g, ' ')).toContain('about 67 sessions at this noise would decide it');
});
test('the sentence counts gains only and is honest about what did not happen', () => {
  expect(spaced(verdictSentence(sampleRecord()))).toBe('7 of 11 comparisons are better; Keyset: key first.');
  expect(spaced(verdictSentence(RECORDS['an interrupted run']))).toMatch(
    /^Interrupted after 14 of 40 planned comparisons\. 7 of 11/,
  );
  expect(verdictSentence(RECORDS['a run without a comparison'])).toBe(
    'No comparison was finished, so there is nothing to judge.',
  );
  const clean = withRun(
    { profile: 'smoke' },
    { skipped: [], failed: [], comparisons: [], optimizations: [sampleRecord().optimizations[0]] },
  );
  expect(verdictSentence(clean)).toBe(
    'Smoke run: every optimisation was applied, answered, explained and undone; no speed was judged.',
  );
  expect(verdictSentence(RECORDS['a smoke run'])).not.toContain('every optimisation');
});
test('the command that repeats an optimisation names what is not the default', () => {
  expect(page).toContain('npm run bench -- --only &#39;indexing/foreign-key&#39; --seed 42 --run-seed 7');
  const full = renderHtml(withRun({ profile: 'full', scale: 1 }));
  expect(full).toContain('--only &#39;indexing/foreign-key&#39; --profile full --scale 1 --seed 42 --run-seed 7');
});
test('prices are short clauses beside the gain', () => {
  const text = page.replace(/[\u202f\u00a0]/g, ' ');
  expect(text).toContain(
    '<li>insert 100 transactions of one account in one statement 11 % slower [7.7 %, 14 %], n 6</li><li>index bytes +57 %, counted</li><li>build 41.0 ms, once</li>',
  );
});
test('a card lists its claims with what was found and whether they were kept', () => {
  const text = page.replace(/[\u202f\u00a0]/g, ' ').replace(/<svg.*?<\/svg> ?/g, '');
  expect(text).toContain(
    '<th scope="row">latest of account, p50: at least 10× better</th><td>account_id, created_at, rows 100 000</td><td>114× [112, 117] better</td><td><span class="v v-better">held</span>',
  );
  expect(text).toMatch(
    /index bytes: at most 1\.5× worse<\/th><td>[^<]*<\/td><td>1\.57× worse, counted<\/td><td><span class="v v-worse">broken/,
  );
  expect(text).toContain('The record holds no claim of it.');
  expect(renderHtml(withRun({ profile: 'smoke' }))).toContain('A smoke run judges no claim.');
});
test('a sweep says where it begins to pay', () => {
  expect(page.replace(/[\u202f\u00a0]/g, ' ')).toContain(
    'account_id: begins to pay between rows 1 000 (worse) and 10 000 (better).',
  );
});
test('an open load stands with response, service and lag of both variants, with intervals and n', () => {
  const text = spaced(renderHtml(RECORDS['an open load']));
  for (const kind of ['Response', 'Service', 'Lag'])
    for (const name of ['no TTL', 'TTL on every key']) expect(text).toContain(`<th scope="col">${kind}, ${name}</th>`);
  expect(text).toContain('<th scope="row">p90</th><td>3.64 ms [3.59, 3.69]</td>');
  expect(text).toContain('<td>– n too small (need 10 000)</td>');
  expect(text).toContain('open load of 500 calls a second, 4 windows of 2.00 s in the order BCCB');
  expect(text).toContain('open load: shown, not judged');
  expect(text).toContain('service time under saturation');
  expect(text).toContain('<b>4 windows</b> of open loads');
  expect(verdictSentence(RECORDS['an open load'])).toBe('Open load: 1\u00a0comparison shown, and none judged.');
  expect(text).toContain('<td>0.2 % [0.0778, 0.513]</td>');
});
test('an open load that is invalid shows what became of its calls and none of its times', () => {
  const text = spaced(renderHtml(RECORDS['an open load whose generator was late']));
  expect(text).toContain('p99 of its lag is 31.0 ms');
  expect(text).toContain('<th scope="row">answered</th><td>2 000</td>');
  expect(text).not.toContain('3.64 ms');
});
test('a closed load says what its p99 is, and how many calls a percentile would need', () => {
  const text = spaced(page);
  expect(text).toContain('A p99 under a closed load is service time under saturation');
  expect(text).toContain('<td>– n too small (need 10 000)</td>');
});
test('parts that are empty say so', () => {
  const text = renderHtml(RECORDS['a run without a comparison']);
  for (const words of [
    'nothing to advise',
    'no effect to draw',
    'None was finished',
    'No optimisation was begun',
    'No server was started',
    'No data set was made',
    'nothing was skipped',
  ]) {
    expect(text).toContain(words);
  }
});
test('a record of this size stays small', () => {
  expect(page.length / sampleRecord().comparisons.length).toBeLessThan(40_000);
});
test('a sweep over clients has the figures of both variants on one chart, and an open load no place in a sweep', () => {
  const text = spaced(renderHtml(RECORDS['a sweep over clients']));
  expect(text).toContain('<title id="levels--0-t">B: p50 of “D”, in figures, against clients</title>');
  expect(text).toMatch(
    /clients 8: baseline 8\.00 ms (\[[\d., ]+\] ms, )?n [\d ]+, 116 \/s, f 4\.00 ms (\[[\d., ]+\] ms, )?n [\d ]+, 231 \/s/,
  );
  expect(text).toContain('<li>baseline: ');
  const open = [1, 8].map((value) => openComparison(openEvidence(), { at: { over: 'clients', value }, key: String(value) }));
  expect(renderHtml(sampleRecord({ comparisons: open }))).toContain(
    'No optimisation of this run was compared at more than one value',
  );
});
