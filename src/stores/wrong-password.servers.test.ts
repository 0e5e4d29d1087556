// A wrong password: the server, the user and what to do are told, the password nowhere. Neo4j's is in its own tests, because it starts slowly.
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { loadStore } from '../catalog.ts';
import { endingOf } from '../commands/error-lines.ts';
import type { StoreName } from '../define.ts';
import { testServices } from '../testing/servers.ts';
import { probePgbouncer } from './postgres-facts.ts';

const COUNTS = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const WRONG = 'tangerine-and-secret';

/** The lines that a user reads, of whom the error and all that it carries hold no password. */
async function told(attempt: Promise<unknown>): Promise<{ readonly code: number; readonly text: string }> {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(WRONG);
  const { code, lines } = endingOf(error);
  return { code, text: lines.join('\n') };
}

test.each([
  [
    'postgres',
    'bench',
    /bench could not connect to postgres on 127\.0\.0\.1:\d+: password authentication failed for user "bench"/,
  ],
  ['redis', 'default', /redis did not answer on 127\.0\.0\.1:\d+: WRONGPASS/],
] as const)('%s', async (name: StoreName, user, says) => {
  await using services = await testServices(name, COUNTS);
  const address = await services.server(name, { settings: {} });
  const store = await loadStore(name);
  const { code, text } = await told(store.connect({ ...address, password: WRONG }, { client: {}, clients: 2 }));
  expect(code).toBe(3);
  expect(text).toMatch(says);
  expect(text).toContain(`check the user and the password of the address by which ${user} is to reach it`);
});

test('pgbouncer', async () => {
  await using services = await testServices('postgres', COUNTS);
  const address = await services.server('postgres', { settings: {} });
  const upstream = { address, users: [{ user: address.user, password: address.password }] };
  const pooler = await services.server('pgbouncer', { settings: {}, upstream });
  const store = await loadStore('postgres');
  const { code, text } = await told(store.connect({ ...pooler, password: WRONG }, { client: {}, clients: 1 }));
  expect(code).toBe(3);
  expect(text).toMatch(
    /bench could not connect to postgres on 127\.0\.0\.1:\d+: .*(password authentication|SASL authentication) failed/,
  );
  expect(text).toContain('check the user and the password');
  await expect(probePgbouncer({ ...pooler, password: WRONG })).rejects.not.toThrow(WRONG);
});
