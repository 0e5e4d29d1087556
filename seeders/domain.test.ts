/** The data set is what it says: pure, consistent, skewed as documented. Golden rows guard the identity of every stored record. */
import { expect, test } from 'vitest';
import { TABLES, type TableName } from '../src/define.ts';
import { copyText } from './copy-text.ts';
import { countsAt, dataset, datasetDigest, pickFor } from './domain.ts';

const counts = countsAt(0.01);
const data = dataset(42, counts);
const ids = (table: TableName): readonly number[] => Array.from({ length: counts[table] }, (_, i) => i + 1);
const share = (values: readonly unknown[], value: unknown): number =>
  values.filter((each) => each === value).length / values.length;

function near(found: number, expected: number, tolerance: number): void {
  expect(found).toBeGreaterThan(expected - tolerance);
  expect(found).toBeLessThan(expected + tolerance);
}

test('the first rows of seed 42 are these', () => {
  const line = (table: TableName): string => {
    const [chunk = new Uint8Array()] = copyText(data, table);
    return new TextDecoder().decode(chunk).replace(/\n.*/s, '').replaceAll('\t', ' | ');
  };
  expect(TABLES.map(line)).toEqual([
    '1 | freda.larson.1@example.com | fredalarson1 | $bench$no-login$8b352c847425caf0cee195c9747b9f825f2de711 | t | user | 2023-01-02 03:51:02+00 | 2025-04-03 02:07:58+00',
    '1 | 1944 | mandiri | IDR | 643.59 | 2024-01-02 06:13:59+00',
    '1 | 1787 | 1ef51826e3df006addbd023f3fcec05c | 10.49.105.123 | Mozilla/5.0 (Linux; Android 8; SM-G998P) AppleWebKit/596.75 (KHTML, like Gecko) Chrome/97.3.7.18 Mobile Safari/538.98 | 2025-01-01 00:11:15+00 | 2025-01-31 00:11:15+00',
    '1 | 229 | Bogan, Considine and Lebsack Wisoky | grocery | East Gilbertside | 2024-01-02 19:41:11+00',
    '1 | 530 | 70 | transfer | completed | 5.75 | Gorgeous Bronze Car from communities | {"ref": "t1-18e1bb56", "device": "android", "channel": "web", "campaign": "c1591"} | 2025-01-01 00:05:46+00',
    '1 | 819 | info | Use the digital RSS card, then you can input the haptic port! request=bbc01162 | 2025-01-01 00:12:56+00',
  ]);
});

test('a row is the same whichever rows were made before it, and in another data set of the same seed', () => {
  const other = dataset(42, counts);
  for (const table of TABLES) {
    const last = other.row(table, counts[table]);
    const first = other.row(table, 1);
    expect(data.row(table, 1)).toEqual(first);
    expect(data.row(table, counts[table])).toEqual(last);
  }
});

test('another seed gives other rows', () => {
  const other = dataset(43, counts);
  for (const table of TABLES) expect(other.row(table, 7)).not.toEqual(data.row(table, 7));
});

test('counts of tables that a row does not refer to do not change it', () => {
  const more = dataset(42, { ...counts, transactions: 2 * counts.transactions, logs: 1 });
  for (const table of ['users', 'accounts', 'sessions', 'businesses'] as const)
    expect(more.row(table, 5)).toEqual(data.row(table, 5));
  expect(more.row('transactions', 5)).not.toEqual(data.row('transactions', 5));
});

test('every key refers to a row that exists and is older', () => {
  const references = [
    ['accounts', 'user_id', 'users'],
    ['sessions', 'user_id', 'users'],
    ['businesses', 'owner_id', 'users'],
    ['transactions', 'account_id', 'accounts'],
    ['transactions', 'business_id', 'businesses'],
    ['logs', 'user_id', 'users'],
  ] as const;
  for (const [table, column, parent] of references) {
    for (const id of ids(table)) {
      const row = data.row(table, id);
      const referred = data.row(parent, Number(row[column]));
      if (Number(referred['created_at']) > Number(row['created_at']))
        throw new Error(`${table} ${id} is older than its ${parent}`);
    }
  }
});

test('a row outside the counts does not exist', () => {
  expect(() => data.row('users', counts.users + 1)).toThrow(`users has rows 1 to ${counts.users}`);
  expect(() => data.row('users', 0)).toThrow(RangeError);
});

test('transactions come in the order of their time, through the year before the reference date', () => {
  const moments = ids('transactions').map((id) => Number(data.row('transactions', id)['created_at']));
  expect(moments.every((at, i) => i === 0 || at > Number(moments[i - 1]))).toBe(true);
  expect(data.referenceDate.toISOString()).toBe('2026-01-01T00:00:00.000Z');
  expect(moments[0]).toBeGreaterThanOrEqual(Date.UTC(2025, 0, 1));
  expect(moments.at(-1)).toBeLessThan(Date.UTC(2026, 0, 1));
});

test('96 of 100 transactions are completed, 3 failed, 1 pending; types are even; campaigns are many and refs unique', () => {
  const rows = ids('transactions').map((id) => data.row('transactions', id));
  const statuses = rows.map((row) => row['status']);
  near(share(statuses, 'completed'), 0.96, 0.01);
  near(share(statuses, 'failed'), 0.03, 0.006);
  near(share(statuses, 'pending'), 0.01, 0.004);
  expect(new Set(rows.map((row) => row['type'])).size).toBe(4);
  const metadata = rows.map((row): Record<string, string> => JSON.parse(String(row['metadata'])));
  expect(new Set(metadata.map((each) => each['ref'])).size).toBe(rows.length);
  expect(new Set(metadata.map((each) => each['campaign'])).size).toBeGreaterThan(4_500);
});

test('businesses are named as by Zipf: the share of a rank is the logarithm of its step', () => {
  const named = new Map<unknown, number>();
  for (const id of ids('transactions')) {
    const business = data.row('transactions', id)['business_id'];
    named.set(business, (named.get(business) ?? 0) + 1);
  }
  const byRank = [...named.values()].sort((a, b) => b - a).map((count) => count / counts.transactions);
  const zipf = (rank: number): number => Math.log((rank + 1) / rank) / Math.log(counts.businesses + 1);
  near(Number(byRank[0]), zipf(1), 0.1 * zipf(1));
  near(Number(byRank[1]), zipf(2), 0.1 * zipf(2));
  near(Number(byRank[9]), zipf(10), 0.1 * zipf(10));
});

test('popular businesses are not neighbours: ranks are spread over the ids by a permutation', () => {
  const atRank = (rank: number): number =>
    data.popularBusiness({ next: () => Math.log(rank + 0.5) / Math.log(counts.businesses + 1) });
  const all = ids('businesses').map(atRank);
  expect(new Set(all).size).toBe(counts.businesses);
  expect(Math.max(...all)).toBe(counts.businesses);
  const steps = all.slice(0, 10).map((id, i) => Math.abs(id - atRank(i + 2)));
  expect(steps.filter((step) => step === 1).length).toBeLessThan(3);
});

test('a tenth of the addresses was typed with capitals, and all are unique whatever their case', () => {
  const addresses = ids('users').map((id) => String(data.row('users', id)['email']));
  expect(new Set(addresses.map((each) => each.toLowerCase())).size).toBe(addresses.length);
  near(addresses.filter((each) => each !== each.toLowerCase()).length / addresses.length, 0.1, 0.03);
});

test('no password hash is of a scheme that anything could check', () => {
  expect(String(data.row('users', 3)['password_hash'])).toMatch(/^\$bench\$no-login\$[0-9a-f]{40}$/);
});

test('a question depends on its stream seed and ordinal alone', () => {
  const asked = (seed: number, ordinal: number) => {
    const pick = pickFor(data, seed, ordinal, {});
    return [pick.user(), pick.account(), pick.session(), pick.business(), pick.transaction(), pick.between(1, 1_000_000)];
  };
  expect(asked(9, 4)).toEqual(asked(9, 4));
  expect(asked(9, 5)).not.toEqual(asked(9, 4));
  expect(asked(10, 4)).not.toEqual(asked(9, 4));
});

test('a question asks for what exists', () => {
  for (let ordinal = 0; ordinal < 5_000; ordinal += 1) {
    const pick = pickFor(data, 1, ordinal, {});
    for (const id of [
      data.row('users', pick.user()),
      data.row('businesses', pick.business()),
      data.row('logs', pick.rows('logs')),
    ]) {
      expect(id['id']).toBeGreaterThan(0);
    }
  }
});

test('days ago lie before the moment that they count to, by an hour at most', () => {
  const daysMs = 30 * 86_400_000;
  const distances = Array.from({ length: 20_000 }, (_, ordinal) => {
    return data.referenceDate.getTime() - daysMs - pickFor(data, 1, ordinal, {}).daysAgo(30).getTime();
  });
  expect(Math.min(...distances)).toBe(1_000);
  expect(Math.max(...distances)).toBe(3_600_000);
});

test('what a sweep fixes wins over the fallback', () => {
  expect(pickFor(data, 1, 1, { depth: 100 }).given('depth', 5)).toBe(100);
  expect(pickFor(data, 1, 1, {}).given('depth', 5)).toBe(5);
});

test('scale 1 is the standard size and no scale leaves a table empty', () => {
  expect(countsAt(1).transactions).toBe(2_000_000);
  expect(countsAt(0.1).logs).toBe(300_000);
  expect(Object.values(countsAt(0.0000001)).every((rows) => rows === 1)).toBe(true);
});

test('the digest of a data set knows names, counts and contents, not the order of loading', () => {
  const report = (digest: string, rows = 1) => ({ tables: [{ table: 'users', rows, digest, bytes: 9 }], rows, seconds: 1 });
  expect(datasetDigest([report('a')])).toBe(datasetDigest([{ ...report('a'), seconds: 2 }]));
  expect(datasetDigest([report('a'), report('b')])).toBe(datasetDigest([report('b'), report('a')]));
  expect(datasetDigest([report('a')])).not.toBe(datasetDigest([report('b')]));
  expect(datasetDigest([report('a')])).not.toBe(datasetDigest([report('a', 2)]));
});
