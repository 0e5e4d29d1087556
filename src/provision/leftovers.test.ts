/** What of a dead run may be cleared away. */
import { expect, test } from 'vitest';
import { EMPTY_LEDGER, entered, linesOf, parseLedgerLine, parseRunTrace } from './ledger.ts';
import { leftoversOf } from './leftovers.ts';
import { type ProcessId, parseStat } from './pids.ts';
import { parseVersion } from './program.ts';
import { unprivilegedIn } from './user.ts';

const trace = {
  cli: { pid: 10, startTime: '100' },
  processes: [
    { pid: 11, startTime: '111', signal: 'SIGTERM' as const },
    { pid: 12, startTime: '112', signal: 'SIGTERM' as const },
  ],
  folders: ['/p/.bench/data/a', '/p/.bench/../precious', '/home/somebody', '/p/.bench'],
};
const only =
  (...running: readonly ProcessId[]) =>
  (id: ProcessId): boolean =>
    running.some((each) => each.pid === id.pid && each.startTime === id.startTime);

test('nothing is cleared away while its run lives', () => {
  expect(leftoversOf(trace, ['/p/.bench'], only(trace.cli))).toBeNull();
});

test('a run whose id now belongs to a later process is dead', () => {
  expect(leftoversOf(trace, ['/p/.bench'], only({ pid: 10, startTime: '999' }))).not.toBeNull();
});

test('a process is ended only if its start time is still the one written down', () => {
  const running = only({ pid: 11, startTime: '111' }, { pid: 12, startTime: '998' });
  expect(leftoversOf(trace, ['/p/.bench'], running)?.processes.map((each) => each.pid)).toEqual([11]);
});

test('only folders within our own homes are deleted, whatever a record says', () => {
  expect(leftoversOf(trace, ['/p/.bench'], only())?.folders).toEqual(['/p/.bench/data/a']);
});

test('a record that is not one of ours is left alone', () => {
  expect(parseRunTrace('{"cli":{"pid":"1"}}')).toBeNull();
  expect(parseRunTrace('no json')).toBeNull();
  expect(parseRunTrace(JSON.stringify(trace))).toEqual(trace);
});

test('the ledger adds up to what is open, and tells it again to a new watchdog', () => {
  const lines = [
    '{"record":"r"}',
    '{"folder":"a"}',
    '{"add":{"pid":1,"startTime":"5","signal":"SIGTERM"}}',
    '{"folderGone":"a"}',
    '{"add":{"pi',
  ];
  const ledger = lines.map(parseLedgerLine).reduce((sum, line) => (line === null ? sum : entered(sum, line)), EMPTY_LEDGER);
  expect(ledger).toEqual({ record: 'r', processes: [{ pid: 1, startTime: '5', signal: 'SIGTERM' }], folders: [] });
  expect(linesOf(ledger).reduce(entered, EMPTY_LEDGER)).toEqual(ledger);
});

test('the start time is the 22nd field, even when the name of the process has brackets and spaces', () => {
  const fields = ['S', '7', ...Array.from({ length: 17 }, () => '0'), '4242', '0'];
  expect(parseStat(`99 (a) b (c)) ${fields.join(' ')}`)).toEqual({ state: 'S', parent: 7, startTime: '4242' });
});

test('the unprivileged user is nobody, or another one where nobody is missing', () => {
  expect(unprivilegedIn('root:x:0:0:root\nnobody:x:65534:65533:n')).toEqual({ name: 'nobody', uid: 65534, gid: 65533 });
  expect(unprivilegedIn('root:x:0:0:root\ndaemon:x:1:2:d')?.name).toBe('daemon');
  expect(unprivilegedIn('root:x:0:0:root')).toBeNull();
});

test.each([
  ['postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)', '15.20'],
  ['PgBouncer 1.18.0\nlibevent 2.1.12-stable', '1.18.0'],
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
])('%s is version %s', (printed, version) => {
  expect(parseVersion(printed)).toBe(version);
});
