import { expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { fakeIo } from '../testing/fake-io.ts';
import { adopt } from './db-adopt.ts';

const refused = async (server: string, env: NodeJS.ProcessEnv = {}): Promise<UserError> => {
  const error: unknown = await adopt({ server, name: 'x' }, fakeIo({ env: { PATH: '', ...env } })).catch((each: unknown) => each);
  if (error instanceof UserError) return error;
  throw new TypeError(`${server} was not refused`);
};

test('what names no server is refused, without repeating it', async () => {
  for (const server of [
    'mysql://app:S3cret@h/d',
    'postgres://app:S3cret@h',
    'postgres://app:S3cret#@h/d',
    'kafka://a:S3cret@h',
  ]) {
    expect(`${(await refused(server)).message}${(await refused(server)).hint}`).not.toContain('S3cret');
  }
  expect((await refused('postgres://app@h')).message).toBe('the URL: it names no database.');
  expect(await refused('postgre')).toMatchObject({ message: expect.stringContaining('Did you mean postgres?') });
  expect((await refused('pgbouncer')).message).toContain('no server pgbouncer to adopt');
});

test('a kind whose server would be private has nothing to adopt', async () => {
  expect(await refused('redis')).toMatchObject({
    message: expect.stringContaining('a run would start a private redis: no URL is given and there is no Docker here'),
    hint: 'give a URL, or set MHBENCH_REDIS_URL',
  });
});
