/** `mhbench noise`: equal variants compared again and again, store by store: how far apart this machine tells them to be. */
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import type { StoreName } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { PROFILES, type Profile } from '../experiment/constants.ts';
import type { Comparison } from '../experiment/record.ts';
import { hash, streamOf } from '../random.ts';
import { redactedJson } from '../redact.ts';
import { resultLine } from '../report/summary.ts';
import { selectIds } from '../select.ts';
import { compareTwins } from '../trust/bed.ts';
import { type Band, bandsOf } from '../trust/noise.ts';
import { type Engine, openEngine } from './engine.ts';
import { holdMachine } from './measurement-lock.ts';
import { type Missing, noiseText } from './noise-table.ts';

export interface NoiseOptions {
  /** Names or globs; none: all. */
  readonly stores: readonly string[];
  /** Comparisons of each store. */
  readonly rounds: number;
  readonly runSeed: number;
  readonly json: boolean;
}

const STORES: readonly StoreName[] = ['postgres', 'redis', 'faiss', 'mongodb', 'kafka', 'neo4j'];
const SESSIONS = 6;
/** As `quick` measures, with one look: every comparison has as many sessions. */
const PROFILE: Profile = {
  ...PROFILES.quick,
  ...{ name: 'noise', scale: 0.05, looks: [SESSIONS], comparisonSeconds: 150 },
};

export async function noise(options: NoiseOptions, io: Io): Promise<number> {
  const chosen = selectIds(STORES, { ids: options.stores, only: [], exclude: [] });
  await using _held = await holdMachine('mhbench noise', io, systemClock);
  await using engine = await openEngine('noise', PROFILE, io);
  const bands: Band[] = [];
  const missing: Missing[] = [];
  for (const store of STORES.filter((name) => chosen.includes(name))) {
    try {
      bands.push(...bandsOf(store, await compared(store, engine, { options, io })));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      missing.push({ store, reason: messageOf(error), remedy: error.hint ?? 'npm run mhbench -- doctor' });
    }
  }
  const told = { node: process.versions.node, ...options, sessions: SESSIONS, bands, missing };
  io.stdout.write(options.json ? `${redactedJson(told)}\n` : noiseText(bands, missing, SESSIONS));
  if (bands.some(({ sides }) => sides.suspect)) return EXIT.failed;
  return missing.length > 0 ? EXIT.environment : EXIT.done;
}

interface Work {
  readonly options: NoiseOptions;
  readonly io: Io;
}

/** Each comparison on copies and servers of its own. */
async function compared(store: StoreName, engine: Engine, { options, io }: Work): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  const scope = await engine.open(store);
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      io.signal.throwIfAborted();
      const comparison = await compareTwins(scope, hash(options.runSeed, streamOf(`noise ${store}`), round, 0));
      comparisons.push(comparison);
      io.stderr.write(`${store} ${round + 1} of ${options.rounds}: ${resultLine(comparison)}\n`);
    }
  } finally {
    await scope.servers.stop();
  }
  return comparisons;
}
