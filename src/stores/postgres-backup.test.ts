// Where backups of a PostgreSQL are refused, with what would mend it, and what its programs are told.
import { expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { ServerError } from '../errors.ts';
import { environmentOf, refuseUnfit } from './postgres-backup.ts';
import type { Address } from './store.ts';

const server: Address = {
  ...{ host: 'db.example', port: 5432, user: 'shop', password: 'hidden', database: 'shop' },
  ...{ attached: true, counts: countsAt(0.001) },
};
const FIT = { major: 15, databases: true };

function refusal(...[address, version, found]: Parameters<typeof refuseUnfit>): ServerError {
  try {
    refuseUnfit(address, version, found);
  } catch (error) {
    if (error instanceof ServerError) return error;
  }
  throw new Error('it was not refused');
}

test('a server of the programs’ version, on which a database may be made, is fit', () => {
  expect(() => refuseUnfit(server, '15.20 (Debian 15.20-0+deb12u1)', FIT)).not.toThrow();
});

test.each([
  [
    'another version',
    server,
    { ...FIT, major: 17 },
    'it is PostgreSQL 17, and the programs here are 15.20',
    'install pg_dump of PostgreSQL 17',
  ],
  ['no right to databases', server, { ...FIT, databases: false }, 'shop may not make the database', 'ALTER ROLE shop CREATEDB'],
  ['TLS', { ...server, tls: true } as const, FIT, 'it asks for TLS', 'sslmode=disable'],
])('what cannot be had is absent, so that it is skipped with its remedy: %s', (_, address, found, why, remedy) => {
  const { message, absent, hint } = refusal(address, '15.20', found);
  expect([message, absent, hint]).toEqual([expect.stringContaining(why), true, expect.stringContaining(remedy)]);
});

test('programs are told where to connect, and nothing of the user’s own environment or home', () => {
  const told = environmentOf(server, { path: '/programs', env: { LD_LIBRARY_PATH: '/libraries' }, folder: '/folder' });
  expect(told).toMatchObject({
    PGHOST: 'db.example',
    PGPORT: '5432',
    PGPASSWORD: 'hidden',
    LD_LIBRARY_PATH: '/libraries',
    HOME: '/folder',
  });
  expect(Object.keys(told).filter((name) => !/^(PG|PATH|HOME|LANG|LD_)/.test(name))).toEqual([]);
});
