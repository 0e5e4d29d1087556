/** PostgreSQL's own programs for backups, as a variant runs them: from the same places as the server, so that they are of its version. */
import { dirname } from 'node:path';
import { ServerError } from '../errors.ts';
import { installWith, type Needed, pathWay, treeWay, WHY } from './database-ways.ts';
import { newDataFolder, type Place } from './place.ts';
import type { Guard } from './processes.ts';
import type { Library } from './provisioner.ts';
import { type Binaries, type Supply, supplyOf, type Way } from './supply.ts';

const NEEDED: Needed = ['pg_dump', 'pg_restore', 'psql'];

const NONE_IN_NPM = "npm's PostgreSQL has no pg_dump";
const npmWay: Way = {
  source: 'npm',
  why: WHY.npm,
  fetches: [],
  look: () => ({ state: 'absent', reason: NONE_IN_NPM }),
  take: () => Promise.reject(new ServerError(NONE_IN_NPM)),
};

const remedy = (): string =>
  installWith({ apt: 'postgresql-client', brew: 'postgresql', apk: 'postgresql-client', dnf: 'postgresql' });

export const postgresProgramsSupply: Supply = supplyOf('postgres-programs', [treeWay(NEEDED), pathWay(NEEDED), npmWay], remedy);

/** The programs stand beside each other; what they write goes into a folder of this run. */
export function runningPrograms({ programs, version, source, reason, env }: Binaries, place: Place, guard: Guard): Library {
  const folder = newDataFolder(place, 'postgres-programs', null);
  guard.guardFolder(folder);
  const path = dirname(programs[NEEDED[0]] ?? '');
  return { kind: 'postgres-programs', path, env, version, binding: NEEDED.join(', '), source, reason, folder };
}
