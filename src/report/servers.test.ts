import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { serversPart } from './servers.ts';

const of = (name: string, port: number, version = '7.0.15') => ({
  ...{ name, version, origin: 'local' as const, source: 'private tree', reason: 'none other' },
  ...{ endpoint: `127.0.0.1:${port}`, startedWith: {}, leftOut: [], settings: { hz: '10' } },
});
const rows = (...servers: ReturnType<typeof of>[]): readonly string[] =>
  [...serversPart({ ...sampleRecord(), servers }).markup.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(
    ([, row]) => row ?? '',
  );

test('servers that differ in name and place alone stand in one row, with the place of each', () => {
  const [row, ...more] = rows(of('redis-1', 7001), of('redis-2', 7002), of('redis-3', 7003));
  expect(more).toEqual([]);
  expect(row).toMatch(/^redis-1 and 2.others</);
  for (const port of [7001, 7002, 7003]) expect(row).toContain(`127.0.0.1:${port}`);
});

test('one of another version stands by itself', () => {
  expect(rows(of('redis-1', 7001), of('redis-2', 7002, '7.2.0'))).toHaveLength(2);
});
