// What a run shows: exact lines for a terminal, for a log, for GitHub and for programs.
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../experiment/events.ts';
import { detailLines } from '../report/detail-lines.ts';
import { resultLine, summaryLines } from '../report/summary.ts';
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts';
import { type FakeIo, fakeIo, fakeStream } from '../testing/fake-io.ts';
import { openComparison } from '../testing/sample-open.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { coloured, type Look, progressMode, terminal } from './terminal.ts';

const LOOK: Look = { json: false, progress: 'auto', color: null, quiet: false };
const S = 1e9;
/** With a time of day, which nothing here shows. */
const clockOf = (clock: FakeClock) => ({ ...clock, date: () => new Date(0) });
const record = sampleRecord();
const [first] = record.comparisons;
if (first === undefined) throw new Error('the sample has no comparison');
const better = { ...first, verdict: 'better' as const };
const invalid = { ...first, id: 'orm/lazy', verdict: 'invalid' as const, reason: 'different rows' };

const PLANNED: RunEvent = {
  kind: 'planned',
  runId: '20261122-1330',
  profile: 'quick',
  scale: 0.1,
  dataSeed: 42,
  runSeed: 7,
  comparisons: 14,
  seconds: 360,
};
const MEASURING: RunEvent = {
  kind: 'measuring',
  done: 6,
  total: 14,
  label: 'indexing/foreign-key p50',
  session: 6,
  effect: 0.175,
  remainingSeconds: 170,
};
const FAILED: RunEvent = {
  kind: 'failed',
  id: 'orm/eager',
  error: 'no answer\nat all',
  log: [],
  repeat: 'mhbench run orm/eager',
};
const LEFT = { reason: 'the profile has minutes', remedy: 'npm run bench -- --only ID' };
const NOT_CHOSEN: RunEvent = { kind: 'not chosen', ids: ['indexing/brin', 'orm/read-by-id'], ...LEFT };
const SKIPPED: RunEvent = { kind: 'skipped', id: 'pooling/size', reason: 'no pgbouncer', remedy: 'apt-get install pgbouncer' };
const FINISHED: RunEvent = {
  kind: 'finished',
  record,
  recordPath: 'reports/r/run.json',
  reportPath: 'reports/r/index.html',
  resume: null,
};

/** Emits the events and gives back what stands on stderr. */
function shown(events: readonly RunEvent[], look: Partial<Look> = {}, io: FakeIo = fakeIo()): string {
  const screen = terminal(io, { ...LOOK, ...look }, clockOf(fakeClock()));
  for (const event of events) screen.emit(event);
  screen.end();
  return io.stderr.written();
}

describe('in a log', () => {
  test('one line an event, with the figures of each', () => {
    const server: RunEvent = {
      kind: 'server',
      name: 'postgres-1',
      version: '15.18',
      origin: 'local',
      source: 'private tree',
      endpoint: '127.0.0.1:41873',
      seconds: 12,
    };
    const seeded: RunEvent = {
      kind: 'seeded',
      store: 'postgres',
      rows: 1_000_000,
      seconds: 14,
      rowsPerSecond: 71_428.6,
      peakRssBytes: 214e6,
    };
    const optimization: RunEvent = { kind: 'optimization', id: 'indexing/foreign-key', at: 'rows 100000' };
    const note: RunEvent = { kind: 'note', line: 'servers live elsewhere' };
    const lines = shown([PLANNED, note, NOT_CHOSEN, server, seeded, optimization, MEASURING, SKIPPED, FAILED]).replaceAll(
      '\u202f',
      ' ',
    );
    expect(lines.split('\n')).toEqual([
      'mhbench  run 20261122-1330  profile quick  scale 0.1  seed 42  run seed 7  14 comparisons, about 6 min',
      '● note      servers live elsewhere',
      '– 2\u00a0optimisations  not run: the profile has minutes; npm run bench -- --only ID',
      '✔ start     postgres-1 15.18 on 127.0.0.1:41873, from private tree (12 s)',
      '✔ seed      postgres 1 000 000 rows (14 s, 71 429 rows/s, 214 MB memory)',
      '  indexing/foreign-key  rows 100000',
      '– pooling/size  not run: no pgbouncer; apt-get install pgbouncer',
      '✖ orm/eager  failed: no answer',
      'at all',
      '',
    ]);
  });
  test('a server that was there before was not started', () => {
    const attached = {
      name: 'redis-1',
      version: '7',
      origin: 'attach',
      source: 'URL',
      endpoint: 'h:6379',
      seconds: 0.01,
    } as const;
    expect(shown([{ kind: 'server', ...attached }])).toMatch(/^✔ attach {4}redis-1 7 on h:6379, from URL/);
  });
  test('a comparison is the line of the report', () => {
    expect(shown([{ kind: 'comparison', comparison: first }])).toBe([resultLine(first), ...detailLines(first), ''].join('\n'));
    expect(detailLines(first)).toHaveLength(2);
  });
  test('a sign of life after 30 silent seconds, and not before', () => {
    const io = fakeIo();
    const clock = clockOf(fakeClock());
    const screen = terminal(io, LOOK, clock);
    screen.emit(PLANNED);
    clock.advance(29 * S);
    screen.emit(MEASURING);
    const before = io.stderr.written();
    clock.advance(1 * S);
    screen.emit(MEASURING);
    screen.emit(MEASURING);
    expect(before.split('\n')).toHaveLength(2);
    expect(io.stderr.written().slice(before.length).replaceAll('\u202f', ' ')).toBe(
      '[ 42%] indexing/foreign-key p50  session 6  candidate ÷ baseline 0.175  2 min 50 s left\n',
    );
  });
  test('at the end: the summary, the last log lines of failures, and the report as the last line', () => {
    const lines = shown([FINISHED]).trimEnd().split('\n');
    expect(lines.slice(1, 1 + summaryLines(record).length)).toEqual(summaryLines(record));
    expect(lines.slice(-4)).toEqual([
      `  last log lines of ${record.failed[0]?.id}:`,
      ...(record.failed[0]?.log ?? []).map((text) => `    ${text}`),
      'report: reports/r/index.html',
    ]);
  });
  test('in GitHub Actions failures, skips and wrong answers are annotations', () => {
    const io = fakeIo({ env: { GITHUB_ACTIONS: 'true' } });
    const lines = shown([FAILED, SKIPPED, { kind: 'comparison', comparison: invalid }], {}, io).split('\n');
    expect(lines.filter((line) => line.startsWith('::'))).toEqual([
      '::error title=mhbench orm/eager::no answer%0Aat all; repeat: mhbench run orm/eager',
      '::warning title=mhbench pooling/size::not run: no pgbouncer; apt-get install pgbouncer',
      `::error title=mhbench orm/lazy::${resultLine(invalid)}`,
    ]);
  });
});

describe('on a terminal', () => {
  const tty = (columns = 60): FakeIo => fakeIo({ stderr: fakeStream({ isTTY: true, columns }) });
  test('the progress is cut to the width and taken away before a line that stays', () => {
    const written = shown([MEASURING, SKIPPED], { color: false }, tty(31)).replaceAll('\u202f', ' ');
    expect(written.split('\r\x1b[K')).toEqual([
      '',
      '[ 42%] indexing/foreign-key p5',
      '– pooling/size  not run: no pgbouncer; apt-get install pgbouncer\n',
    ]);
  });
  test('it is drawn at most twice a second, and at once after a line', () => {
    const io = tty();
    const clock = clockOf(fakeClock());
    const screen = terminal(io, { ...LOOK, color: false }, clock);
    const drawn = (): number => io.stderr.written().split('[ 42%]').length - 1;
    const counts = [0, 0.49, 0.01, 0.1].map((seconds) => {
      clock.advance(seconds * S);
      screen.emit(MEASURING);
      return drawn();
    });
    screen.emit(SKIPPED);
    screen.emit(MEASURING);
    expect([...counts, drawn()]).toEqual([1, 1, 2, 2, 3]);
  });
  test('the end leaves no progress behind', () =>
    expect(shown([MEASURING], {}, tty())).satisfy((text: string) => text.endsWith('\r\x1b[K')));
  test('the claims stand among the last lines, each with the colour of its state', () => {
    const lines = shown([FINISHED], {}, tty()).split('\n');
    const claims = lines.filter((line) => / (held|broken) {2}/.test(line));
    expect(claims).toHaveLength(6);
    expect(claims[0]?.startsWith('\x1b[32m✔\x1b[39m held')).toBe(true);
    expect(claims[2]?.startsWith('\x1b[31m✖\x1b[39m broken')).toBe(true);
  });
  test('colour marks the sign alone', () => {
    const [sign, ...rest] = resultLine(better);
    const [result] = shown([{ kind: 'comparison', comparison: better }], {}, tty()).split('\n');
    expect(result).toBe(`\x1b[32m${sign}\x1b[39m${rest.join('')}`);
  });
});

describe('for programs and in silence', () => {
  test('--json: an open load without what only merges', () => {
    const io = fakeIo();
    const [comparison] = sampleRecord({ comparisons: [openComparison()] }).comparisons;
    if (comparison === undefined) throw new Error('the sample has no comparison');
    shown([{ kind: 'comparison', comparison }], { json: true, progress: 'none' }, io);
    expect(JSON.parse(io.stdout.written())).toMatchObject({
      comparison: {
        evidence: { perSecond: 500, order: 'BCCB', candidate: { counts: { due: 2_000 }, response: { calls: 2_000 } } },
      },
    });
    expect(io.stdout.written()).not.toMatch(/histogram|"windows"/);
  });
  test('--json: one event a line, without histograms and blocks', () => {
    const io = fakeIo();
    shown([PLANNED, { kind: 'comparison', comparison: first }, FINISHED], { json: true, progress: 'none' }, io);
    const events = io.stdout
      .written()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ kind }) => kind)).toEqual(['planned', 'comparison', 'finished']);
    expect(events[0]).toEqual(PLANNED);
    expect(events[1].comparison).toMatchObject({ id: first.id, verdict: first.verdict, effect: first.effect });
    expect(events[1].comparison.evidence).not.toHaveProperty('sessions');
    expect(io.stdout.written()).not.toMatch(/histogram|"blocks"/);
    expect(events[2]).toMatchObject({
      recordPath: 'reports/r/run.json',
      reportPath: 'reports/r/index.html',
      run: { id: record.run.id },
    });
    expect(events[2]).not.toHaveProperty('record');
    expect(events[2].claims).toHaveLength(6);
    expect(events[2].claims[2]).toMatchObject({
      id: 'indexing/foreign-key',
      variant: 'account_id',
      state: 'broken',
      alarm: true,
    });
  });
  test('people read stderr; stdout stays empty without --json', () => {
    const io = fakeIo();
    shown([PLANNED, FINISHED], {}, io);
    expect(io.stdout.written()).toBe('');
  });
  test('none shows only the end', () => {
    expect(shown([PLANNED, MEASURING, FAILED], { progress: 'none' })).toBe('');
    expect(shown([FINISHED], { progress: 'none' })).toBe(shown([FINISHED]));
  });
  test('quiet shows failures, wrong answers and the report', () => {
    const lines = shown([PLANNED, SKIPPED, { kind: 'comparison', comparison: first }, FAILED, FINISHED], { quiet: true });
    expect(lines).toBe('✖ orm/eager  failed: no answer\nat all\n  repeat: mhbench run orm/eager\nreport: reports/r/index.html\n');
    expect(shown([{ kind: 'comparison', comparison: invalid }], { quiet: true })).toBe(`${resultLine(invalid)}\n`);
  });
});

test('the mode follows the stream, CI and TERM; a flag wins', () => {
  const auto = { json: false, progress: 'auto' } as const;
  const tty = fakeStream({ isTTY: true });
  expect(progressMode(fakeIo({ stderr: tty }), auto)).toBe('tty');
  expect(progressMode(fakeIo(), auto)).toBe('plain');
  expect(progressMode(fakeIo({ stderr: tty, env: { CI: '1' } }), auto)).toBe('plain');
  expect(progressMode(fakeIo({ stderr: tty, env: { TERM: 'dumb' } }), auto)).toBe('plain');
  expect(progressMode(fakeIo({ stderr: tty, stdout: tty }), { ...auto, json: true })).toBe('none');
  expect(progressMode(fakeIo(), { json: false, progress: 'tty' })).toBe('tty');
});
test('colour follows the flag, then NO_COLOR and FORCE_COLOR, then the stream, and never CI', () => {
  const tty = fakeStream({ isTTY: true });
  expect(coloured(tty, {}, null)).toBe(true);
  expect(coloured(fakeStream(), { CI: '1' }, null)).toBe(false);
  expect(coloured(tty, { NO_COLOR: '1' }, null)).toBe(false);
  expect(coloured(fakeStream(), { FORCE_COLOR: '1' }, null)).toBe(true);
  expect(coloured(tty, { NO_COLOR: '1' }, true)).toBe(true);
  expect(coloured(tty, {}, false)).toBe(false);
});
