import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';

const rowOf = (server: string, text: string): string =>
  text.split('<tr>').find((row) => row.startsWith(`<th scope="row">${server}</th>`)) ?? '';
const page = renderHtml(sampleRecord());

test('a server of the run says with what it was started', () => {
  const row = rowOf('PostgreSQL', page);
  expect(row).toContain('<td>local</td><td>private tree</td><td>no URL is given and Docker does not answer');
  expect(row).toMatch(/<td><ul class="set"><li><span class="mono">shared_buffers = 2GB<\/span><\/li><\/ul><\/td>/);
});

test('a server that was there before says so, and what was left alone', () => {
  const row = rowOf('Redis', page);
  expect(row).toContain('<td>attach</td><td>URL</td><td>MHBENCH_REDIS_URL is set</td><td class="mono">cache.example:6379</td>');
  expect(row).toContain('<li>Was there before: nothing of it was started, configured or pinned.</li>');
  expect(row).toContain('<li>hz stays 10 and was not set to 50: the server was there before.</li>');
});

test('a record from before these were kept is still read', () => {
  const servers = [{ name: 'redis', version: '7', source: 'PATH', reason: 'r', endpoint: 'e', settings: {} }];
  expect(rowOf('Redis', renderHtml(sampleRecord({ servers })))).toContain('<td>local</td><td>PATH</td>');
  expect(rowOf('Redis', renderHtml(sampleRecord({ servers })))).toContain('<td>not recorded</td>');
});

test('the tool tells how often it is wrong about nothing, or that it does not know', () => {
  const selftest = {
    ...{ commit: 'abc1234', machine: 'a machine', startedAt: '2026-11-25T16:15:10.000Z' },
    ...{ trials: 400, falseAlarms: 1, excludedAbove: 0.0118 },
  };
  const told = renderHtml({ ...sampleRecord(), selftest }).replace(/[\u202f\u00a0]/g, ' ');
  expect(told).toContain('of 400 comparisons of equal variants 1 was told apart, which excludes a rate above 1.18 % at 95 %');
  expect(renderHtml({ ...sampleRecord(), selftest: null })).toContain('not known: the record names no self-test');
});
