// What is read off a Redis Cluster's answers: who has which slots, where a call is sent, what masters say together, and what is missing.
import { expect, test } from 'vitest';
import { mastersOf, movedTo, wholeBy } from './redis-cluster.ts';
import { missing, type NodeWords } from './redis-cluster-ready.ts';
import { figureOf } from './redis-connection.ts';
import { together } from './redis-facts.ts';
import type { RedisServer } from './redis-session.ts';

const SLOTS = 16_384;
const thirds = Array.from({ length: SLOTS }, (_, slot) => [`m${Math.floor((3 * slot) / SLOTS) + 1}:1`, 'replica:1']);

test('masters are told in the order of their slots, and not at all while a slot has none', () => {
  expect(mastersOf(thirds)).toEqual(['m1:1', 'm2:1', 'm3:1']);
  expect(() => mastersOf(thirds.slice(0, -1))).toThrow('no master of the redis cluster has slot 16383');
  expect(() => mastersOf([[], ...thirds.slice(1)])).toThrow('has slot 0');
});

test('only MOVED says where a call belongs', () => {
  expect(movedTo(new Error('MOVED 3999 127.0.0.1:6381'))).toEqual({ host: '127.0.0.1', port: 6381 });
  expect(movedTo(new Error('MOVED 3999 ::1:6381'))).toEqual({ host: '::1', port: 6381 });
  for (const other of ['ASK 3999 127.0.0.1:6381', 'CLUSTERDOWN Hash slot not served', 'no MOVED 1 a:1'])
    expect(movedTo(new Error(other))).toBeNull();
  expect(movedTo('MOVED 3999 127.0.0.1:6381')).toBeNull();
});

/** A server that answers each command with this. */
const saying = (answer: unknown, info: readonly (readonly [string, string])[] = []): RedisServer => ({
  run: () => Promise.resolve(answer),
  info: () => Promise.resolve(new Map(info)),
  config: () => Promise.resolve(new Map()),
});
const whole = (command: readonly string[], ...answers: unknown[]) => wholeBy(() => answers.map((each) => saying(each)))(command);

test('counts of the masters are added up and their keys listed together', async () => {
  expect(await whole(['dbsize'], 10, 9, 11)).toBe(30);
  expect(await whole(['KEYS', '*'], ['a'], [], ['b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(await whole(['FLUSHALL'], 'OK', 'OK')).toBe('OK');
  await expect(whole(['SCAN', '0'], ['0', []])).rejects.toThrow(
    'SCAN names no key, so one node of the cluster would answer for all',
  );
});

test('a figure of INFO is the sum over the masters where that means something, and else not told', async () => {
  const masters = [7, 8].map((n) =>
    saying(null, [
      ['used_memory', `${n}`],
      ['mem_fragmentation_ratio', '1.5'],
    ]),
  );
  expect(await figureOf({ servers: () => masters }, 'used_memory')).toBe(15);
  await expect(figureOf({ servers: () => masters }, 'mem_fragmentation_ratio')).rejects.toThrow('do not add up');
  expect(await figureOf({ servers: () => masters.slice(1) }, 'mem_fragmentation_ratio')).toBe(1.5);
});

test('what all masters have is told once, and what some have with how many', () => {
  expect(together([['b', 'a'], ['a'], ['a', 'b']])).toEqual(['a', 'b (2 of 3 masters)']);
  expect(together([['b', 'a']])).toEqual(['a', 'b']);
});

const master = (where: string, more: Record<string, string> = {}): NodeWords => ({
  where,
  fields: new Map(
    Object.entries({
      ...{ cluster_state: 'ok', role: 'master', master_repl_offset: '98' },
      ...{ slave0: 'ip=127.0.0.1,port=7004,state=online,offset=98,lag=0', ...more },
    }),
  ),
});
const replica = (where: string, more: Record<string, string> = {}): NodeWords => ({
  where,
  fields: new Map(Object.entries({ cluster_state: 'ok', role: 'slave', master_link_status: 'up', ...more })),
});

test.each([
  ['nothing is missing', [master('a'), master('b'), replica('c')], null],
  ['a node that finds the cluster broken', [master('a'), replica('c', { cluster_state: 'fail' })], 'c says cluster_state:fail'],
  ['another one is master where the first was', [replica('a'), master('b')], 'a says role:slave: another one took its place'],
  ['a replica without its master', [master('a'), replica('c', { master_link_status: 'down' })], 'c says master_link_status:down'],
  ['a master without a replica', [master('a'), master('b', { slave0: '' })], 'no replica has all of b: b says slave0:'],
  [
    'a replica that is still being copied to',
    [master('a', { slave0: 'port=7004,state=wait_bgsave,offset=98,lag=0' })],
    'no replica has all of a: a says slave0:port=7004,state=wait_bgsave,offset=98,lag=0',
  ],
  [
    'a replica that is behind',
    [master('a', { master_repl_offset: '980' }), replica('c')],
    'no replica has all of a: a says slave0:ip=127.0.0.1,port=7004,state=online,offset=98,lag=0',
  ],
])('%s', (_what, words, found) => {
  expect(missing(words)).toBe(found);
});
