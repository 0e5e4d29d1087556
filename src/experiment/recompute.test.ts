import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { callsComparison } from '../testing/sample-comparisons.ts';
import { judged, underControls } from './controls.ts';
import { recompute } from './recompute.ts';
import { type Comparison, comparisonSchema, type RunRecord, runRecord } from './record.ts';
import { digestOfEvidence } from './replay.ts';

const stored = (name: string): string => readFileSync(path.resolve(import.meta.dirname, name), 'utf8');
const text = stored('../testing/stored-run/run.json');
/** A stored run, fresh each time, because a test changes it by hand. */
const example = (): RunRecord => runRecord.parse(JSON.parse(text));
const told = (record: RunRecord) => recompute(record).differences.map(({ figure }) => figure);

type Change = (comparison: Comparison) => void;
/** One comparison of the example alone, changed. */
function changed(which: (comparison: Comparison) => boolean, change: Change): RunRecord {
  const record = example();
  const comparison = record.comparisons.find(which);
  if (comparison === undefined) throw new Error('the example has no such comparison');
  change(comparison);
  return { ...record, comparisons: [comparison] };
}
const ofCalls = ({ evidence, metric }: Comparison) => evidence.shape === 'calls' && metric === 'p50';
const ofTask = ({ evidence }: Comparison) => evidence.shape === 'task';
const inBudget = ({ reason }: Comparison) => reason === 'budget';

/** Puts a value where the path leads: `effect.low`, `evidence.sessions.0.effect`. */
const put =
  (path: string, value: unknown): Change =>
  (comparison) => {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const target = steps.reduce<unknown>((at, step) => Reflect.get(Object(at), step), comparison);
    if (!Reflect.has(Object(target), last)) throw new Error(`the comparison has no ${path}`);
    Reflect.set(Object(target), last, value);
  };

test('the committed example says of itself what its evidence says', () => {
  const record = runRecord.parse(JSON.parse(stored('../../reports/example/run.json')));
  // A drill has no verdict; a control has one.
  const judgedOnes = record.comparisons.filter(({ evidence }) => evidence.shape !== 'drill');
  const { comparisons, differences } = recompute(record);
  expect([comparisons, differences]).toEqual([judgedOnes.length + record.controls.length, []]);
});

test('a run says of itself what its evidence says', () => {
  expect(recompute(example())).toEqual({ comparisons: example().comparisons.length, withheld: [], differences: [] });
  expect(example().comparisons.some(ofTask)).toBe(true);
});

describe('what is changed by hand is noticed', () => {
  const CHANGES: Readonly<Record<string, readonly [RunRecord, figure: string]>> = {
    'a verdict': [changed((c) => c.verdict === 'better', put('verdict', 'same')), 'verdict'],
    'a verdict that was not reached': [changed(inBudget, put('verdict', 'better')), 'verdict'],
    'a verdict taken back': [changed((c) => c.verdict === 'worse', put('verdict', 'inconclusive')), 'verdict'],
    'a reason': [changed(inBudget, put('reason', 'noise')), 'reason'],
    'a margin that would decide otherwise': [changed((c) => c.verdict === 'same', put('equivalence', 0)), 'verdict'],
    'a digest of answers': [changed(ofCalls, put('answers.candidate', 'b')), 'answers.equal'],
    'an effect': [changed(ofCalls, put('effect.ratio', 0.5)), 'effect.ratio'],
    'an end of an interval': [changed(ofTask, put('effect.high', 0.5)), 'effect.high'],
    'an effect taken away': [changed(ofCalls, put('effect', null)), 'has an effect'],
    'a confidence': [changed(ofCalls, put('effect.confidence', 0.95)), 'effect.confidence'],
    'a number of sessions': [changed(ofCalls, put('sessions', 8)), 'sessions'],
    'sessions needed': [changed(inBudget, put('sessionsNeeded', 9)), 'sessionsNeeded'],
    'a session left out': [changed(ofCalls, put('evidence.sessions.length', 5)), 'verdict'],
    "a session's effect": [changed(ofCalls, put('evidence.sessions.2.effect', 0)), 'sessions[2].effect'],
    "a session's figure": [changed(ofCalls, put('evidence.sessions.2.metrics.p50', 0)), 'sessions[2].metrics.p50'],
    'a session discarded afterwards': [changed(ofCalls, put('evidence.sessions.0.discarded', 'late')), 'verdict'],
    'a time of a task': [changed(ofTask, put('evidence.repeats.1.candidateMs.0', 1)), 'repeats[1].effect'],
    'another figure': [changed(ofCalls, put('evidence.secondary.0.effect.low', 0.5)), 'secondary.mean.low'],
  };
  test.each(Object.entries(CHANGES))('%s', (_, [record, figure]) => {
    expect(told(record)).toContain(figure);
  });

  test('a block that moves the centre of its session, by the effect', () => {
    expect(told(changed((c) => c.bench === 'latestOfAccount', put('evidence.sessions.3.blocks.0', 10)))).toContain(
      'sessions[3].effect',
    );
  });
  test('a block that does not, by the digest of the evidence', () => {
    const record = changed(ofCalls, (comparison) => {
      comparison.evidenceDigest = digestOfEvidence(comparison.evidence);
    });
    expect(told(record)).toEqual([]);
    // Of 705 blocks the centre takes 500: not the fourth.
    for (const comparison of record.comparisons) put('evidence.sessions.0.blocks.3', 10)(comparison);
    expect(told(record)).toEqual(['evidenceDigest']);
  });
  test('in the constants: then every interval differs', () => {
    const record = example();
    record.constants['alpha'] = 0.05;
    expect(told(record).filter((figure) => figure === 'effect.low')).toHaveLength(record.comparisons.length);
  });
});

describe('a verdict that was withheld', () => {
  const [back, forward] = ['drift: the effect went up from session to session', 'because'];
  const withheld = (which: (comparison: Comparison) => boolean, reason: string) =>
    changed(which, (comparison) => void Object.assign(comparison, { verdict: 'inconclusive', reason }));

  test('for what lies outside its sessions is named, and its figures must agree all the same', () => {
    const record = withheld(({ verdict }) => verdict === 'better', back);
    expect(recompute(record)).toMatchObject({ withheld: [{ reason: back }], differences: [] });
    for (const comparison of record.comparisons) put('effect.low', 0.1)(comparison);
    expect(told(record)).toEqual(['effect.low']);
  });
  test('for any other reason differs', () => {
    expect(told(withheld(({ verdict }) => verdict === 'better', forward))).toEqual(['verdict', 'reason']);
  });
  test('where the looks gave none, differs too', () => {
    expect(told(withheld(inBudget, back))).toEqual(['reason']);
  });
});

test('a record that does not say by which rule it judged is refused, with what it lacks', () => {
  const record = example();
  delete record.constants['mostErrors'];
  expect(() => recompute(record)).toThrow(/mostErrors/);
});

test('a record written before a wrong answer had a mark of its own is judged by its reason', () => {
  const discarded = '3 timed calls had another number of rows in the other variant';
  const invalid = { verdict: 'invalid', reason: discarded, effect: null, sessions: 5 };
  const record = changed(ofCalls, (comparison) => {
    put('evidence.sessions.5.discarded', discarded)(comparison);
    put('evidence.sessions.5.effect', null)(comparison);
    put('evidence.secondary', [])(comparison);
    Object.assign(comparison, invalid);
  });
  expect(told(record)).toEqual([]);
});

describe('of the controls nothing is believed that their own sessions do not say', () => {
  const measured = (id: string, ratio: number, half: number, more: Record<string, unknown> = {}): Comparison =>
    comparisonSchema.parse(
      callsComparison({
        ...{ id, bench: 'read', description: 'd', variant: 'v', baseline: 'b', verdict: 'worse', baselineNs: 50_000 },
        ...{ ratio, half, more },
      }),
    );
  const control = judged('postgres', 'null', measured('control/postgres', 1.04, 0.005));
  const { constants } = example();
  const current = { ...constants, mostDrift: 0.7, profile: { judges: true } };
  const figures = (record: Partial<RunRecord>) => recompute({ ...example(), constants: current, ...record }).differences;

  test('a failed control that was made to have passed', () => {
    const forged = { ...control, state: 'passed' as const };
    const found = figures({ comparisons: [], controls: [forged] });
    expect(found).toContainEqual({ key: control.comparison.key, figure: 'control', stored: 'passed', recomputed: 'failed' });
    expect(figures({ comparisons: [], controls: [control] }).map(({ figure }) => figure)).not.toContain('control');
  });

  test('words about crossed lanes that are not those of the control', () => {
    const marks = [{ name: 'rows', unit: 'rows', better: 'higher', atLeast: null, baseline: 5, candidate: 5 }];
    const answers = { calls: 1, baseline: 'a', candidate: 'a', equal: true, leaves: null, scores: marks };
    const crossed = judged('postgres', 'positive', measured('control/postgres', 1.06, 0.01, { answers }));
    const own = measured('a/b', 1.5, 0.01);
    const under = underControls(own, [crossed]);
    const reasons = (comparison: Comparison) =>
      figures({ comparisons: [comparison], controls: [crossed] }).filter(({ figure }) => figure === 'reason');
    expect(under.reason).toMatch(/^wiring: /);
    expect(reasons(under)).toEqual([]);
    expect(reasons({ ...under, reason: 'wiring: something else' })).toHaveLength(1);
  });
});

test('drift is judged by the constant of the record, not by that of today', () => {
  const record = example();
  const comparison = record.comparisons.find((each) => each.verdict === 'better' && each.sessions >= 6);
  if (comparison === undefined) throw new Error('the example has no such comparison');
  const of = (leastDriftSessions: number, mostDrift: number) =>
    recompute({
      ...{ controls: [], comparisons: [comparison] },
      constants: { ...record.constants, mostDrift, leastDriftSessions },
    }).differences.map(({ figure }) => figure);
  expect(of(100, 0.7)).not.toContain('verdict');
  expect(of(2, -1)).toContain('verdict');
});
