/** How quickly rows come from the generator into PostgreSQL's tables, beside psql's `\copy` of a ready file of the same rows: in turns, into equal tables. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { type Dataset, loadPostgresCopy } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import { TABLES } from '../define.ts';
import type { LocalProvisioner } from '../provision/local.ts';
import { findProgram } from '../provision/program.ts';
import { medianOfSorted } from '../stats/percentile.ts';
import { createTable } from '../stores/postgres-schema.ts';
import { openSession } from '../stores/postgres-session.ts';
import type { Address } from '../stores/store.ts';

export interface CopyRatio {
  /** \copy's time ÷ ours, the median over the repeats: 1 is as quick, 0.5 takes twice as long. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  readonly repeats: number;
  /** Medians. */
  readonly oursMs: number;
  readonly psqlMs: number;
}

const REPEATS = 5;
const [OURS, PSQL] = ['mhbench_copy_ours', 'mhbench_copy_psql'] as const;
/** Acknowledged from memory on both sides: what a disk does when it syncs is not the question. */
const SETTLED = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET synchronous_commit = off";

interface Psql {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

/** psql of the private tree or of PATH; null when there is none. */
export async function findPsql(local: Pick<LocalProvisioner, 'binaries'>, env: NodeJS.ProcessEnv): Promise<Psql | null> {
  const { programs, env: needed } = await local.binaries('postgres');
  const beside = programs['psql'];
  if (beside !== undefined) return { program: beside, env: needed };
  const program = findProgram('psql', env);
  return program === null ? null : { program, env: {} };
}

export async function copyRatio(address: Address, data: Dataset, psql: Psql, signal: AbortSignal): Promise<CopyRatio> {
  const copy = await loadPostgresCopy();
  const folder = await mkdtemp(path.join(tmpdir(), 'mhbench-copy-'));
  await using session = await openSession(address, { signal });
  const clear = `DROP SCHEMA IF EXISTS ${OURS} CASCADE; DROP SCHEMA IF EXISTS ${PSQL} CASCADE`;
  try {
    await copy.writeFiles(data, folder, signal);
    const sides = [
      () => timed(() => copy.copyAll({ ...address, schema: OURS }, data, signal)),
      () => timed(() => runPsql(psql, { address, folder }, signal)),
    ] as const;
    const pairs: { readonly ours: number; readonly psql: number }[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      await session.run(`${clear}; CREATE SCHEMA ${OURS}; CREATE SCHEMA ${PSQL}`);
      const first = repeat % 2 === 0 ? await sides[0]() : 0;
      const psqlMs = await sides[1]();
      pairs.push({ ours: repeat % 2 === 0 ? first : await sides[0](), psql: psqlMs });
    }
    return summed(pairs);
  } finally {
    await rm(folder, { recursive: true, force: true });
    if (!signal.aborted) await session.run(clear);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startNs = systemClock.nowNs();
  await work();
  return (systemClock.nowNs() - startNs) / 1e6;
}

async function runPsql(
  { program, env }: Psql,
  { address, folder }: { readonly address: Address; readonly folder: string },
  signal: AbortSignal,
): Promise<void> {
  const { host, port, user, password, database } = address;
  const texts = TABLES.flatMap((table) => {
    const file = path.join(folder, table).replaceAll("'", "''");
    return ['BEGIN', createTable(PSQL, table), `\\copy ${PSQL}.${table} FROM '${file}' WITH (FREEZE)`, 'COMMIT'];
  });
  const server = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
  const tls = address.tls === true ? { PGSSLMODE: 'verify-full' } : {};
  await execa(program, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...[SETTLED, ...texts].flatMap((text) => ['-c', text])], {
    env: { ...env, ...server, ...tls },
    cancelSignal: signal,
  });
}

function summed(pairs: readonly { readonly ours: number; readonly psql: number }[]): CopyRatio {
  const sorted = (of: (pair: (typeof pairs)[number]) => number) => Float64Array.from(pairs, of).sort();
  const ratios = sorted(({ ours, psql }) => psql / ours);
  return {
    ratio: medianOfSorted(ratios),
    lowest: ratios[0] ?? Number.NaN,
    highest: ratios.at(-1) ?? Number.NaN,
    repeats: pairs.length,
    oursMs: medianOfSorted(sorted(({ ours }) => ours)),
    psqlMs: medianOfSorted(sorted(({ psql }) => psql)),
  };
}
