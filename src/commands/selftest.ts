/** `mhbench selftest`: known answers planted on real servers, and what the engine said of them; ends with an error when a bound breaks. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import type { StoreName } from '../define.ts';
import { messageOf } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { PROFILES, type Profile } from '../experiment/constants.ts';
import { draw, streamOf } from '../random.ts';
import { redact, redactedJson } from '../redact.ts';
import { selectIds } from '../select.ts';
import { type Bed, openBed } from '../trust/bed.ts';
import type { Disturbances } from '../trust/beside.ts';
import { type Header, type Journal, openJournal, type Tried } from '../trust/journal.ts';
import { type Depth, type Planned, ROWS, type Row, type Said, trialsOf } from '../trust/rows.ts';
import { trustOf } from '../trust/summary.ts';
import { isBroken, pageOf, saidText, textOf } from '../trust/table.ts';
import { type Engine, openEngine } from './engine.ts';
import { commitOf, environmentOf, toolVersion } from './environment.ts';
import { readMachine } from './machine.ts';
import { holdMachine } from './measurement-lock.ts';

export interface SelftestOptions {
  readonly depth: Depth;
  /** Keys or globs of what is planted; none: all. */
  readonly rows: readonly string[];
  readonly resume: boolean;
  readonly runSeed: number;
  /** The page that is written, beside what is printed. */
  readonly out: string | null;
  /** Seconds after which no further trial begins; what is left is for --resume. */
  readonly mostSeconds: number;
}

/** As `quick` measures, with shorter sessions on less data: hundreds of trials have to fit. */
const PROFILE: Profile = {
  ...PROFILES.quick,
  ...{ name: 'selftest', scale: 0.05, sessionMs: 200, warmMs: 200, digestCalls: 20, comparisonSeconds: 30 },
};

export async function selftest(options: SelftestOptions, io: Io): Promise<number> {
  await using _held = await holdMachine(`mhbench selftest${options.depth === 'long' ? ' --long' : ''}`, io, systemClock);
  const rows = chosenRows(options.rows);
  const planned = trialsOf(options.depth, rows);
  const file = path.join(io.cwd, '.bench', 'selftest', `${options.depth}${rows.length < ROWS.length ? '-some' : ''}.jsonl`);
  const journal = await openJournal(file, await headerOf(options, io), options.resume);
  const done = new Set(journal.tried.map(({ row, index }) => `${row} ${index}`));
  const left = planned.filter(({ row, index }) => !done.has(`${row.key} ${index}`));
  await using engine = await openEngine('selftest', PROFILE, io);
  await tryAll(left, { engine, journal, options, io });
  io.stdout.write(textOf(journal, rows));
  if (options.out !== null) await writePage(path.resolve(io.cwd, options.out), journal, rows);
  if (isBroken(journal, rows)) return EXIT.failed;
  const tried = new Set(journal.tried.map(({ row, index }) => `${row} ${index}`));
  if (planned.every(({ row, index }) => tried.has(`${row.key} ${index}`))) return EXIT.done;
  io.stderr.write(`Not finished: mhbench selftest${options.depth === 'long' ? ' --long' : ''} --resume goes on.\n`);
  return EXIT.environment;
}

/** The page, and beside it what reports quote of it. */
async function writePage(file: string, journal: Journal, rows: readonly Row[]): Promise<void> {
  await writeFile(file, redact(pageOf(journal, rows)));
  await writeFile(file.replace(/\.md$|$/, '.json'), `${redactedJson(trustOf(journal))}\n`);
}

function chosenRows(keys: readonly string[]): readonly Row[] {
  const chosen = selectIds(
    ROWS.map(({ key }) => key),
    { ids: keys, only: [], exclude: [] },
  );
  return ROWS.filter(({ key }) => chosen.includes(key));
}

async function headerOf({ depth, runSeed }: SelftestOptions, io: Io): Promise<Header> {
  const machine = await environmentOf(await readMachine(io.env));
  const gib = (machine.memoryBytes / 2 ** 30).toFixed(0);
  return {
    ...{ tool: await toolVersion(), commit: await commitOf(io.cwd), depth, runSeed },
    machine: `${machine.cpu}, ${machine.cores} cores, ${gib} GiB, ${machine.os}, Linux ${machine.kernel}, Node ${machine.node}`,
    startedAt: systemClock.date().toISOString(),
  };
}

interface Work {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly options: SelftestOptions;
  readonly io: Io;
}

async function tryAll(left: readonly Planned[], work: Work): Promise<void> {
  const { journal, options, io } = work;
  const startNs = systemClock.nowNs();
  const total = journal.tried.length + left.length;
  const beds = new Map<StoreName, Bed>();
  try {
    for (const planned of left) {
      io.signal.throwIfAborted();
      if ((systemClock.nowNs() - startNs) / 1e9 > options.mostSeconds) return;
      const tried = await tryOne(planned, beds, work);
      await journal.add(tried);
      const { row, store, held } = tried;
      const place = `[${`${journal.tried.length}`.padStart(3)} of ${total}]`;
      io.stderr.write(`${place} ${held ? 'held  ' : 'MISSED'} ${row.padEnd(12)} ${store.padEnd(8)} ${saidText(tried)}\n`);
    }
  } finally {
    for (const bed of beds.values()) await bed[Symbol.asyncDispose]();
  }
}

async function tryOne({ row, index }: Planned, beds: Map<StoreName, Bed>, { engine, options, io }: Work): Promise<Tried> {
  const trial = row.trial(index, options.depth);
  const startNs = systemClock.nowNs();
  const runSeed = draw(options.runSeed, streamOf(row.key), index).word();
  const said = await measure(beds, trial.store, engine, (bed) => bed.measure(trial, runSeed), io.signal);
  const { effect } = said;
  return {
    ...said,
    ...{ row: row.key, index, store: trial.store, held: row.holds(said) },
    effect: effect && { ratio: effect.ratio, low: effect.low, high: effect.high },
    seconds: (systemClock.nowNs() - startNs) / 1e9,
  };
}

/** A trial that breaks has said nothing: it is a miss with its reason, and its store begins anew. */
async function measure(
  beds: Map<StoreName, Bed>,
  store: StoreName,
  engine: Engine,
  work: (bed: Bed) => Promise<Said>,
  signal: AbortSignal,
): Promise<Said> {
  try {
    const bed = beds.get(store) ?? (await openBed(await engine.open(store), disturbancesOf(engine)));
    beds.set(store, bed);
    return await work(bed);
  } catch (error) {
    signal.throwIfAborted();
    await beds.get(store)?.[Symbol.asyncDispose]();
    beds.delete(store);
    const failed = `the trial failed: ${messageOf(error)}`;
    return { verdict: 'inconclusive', reason: failed, state: 'failed', effect: null, sessions: 0, seconds: 0 };
  }
}

/** Processes that turn in place, wherever the system puts them. */
const disturbancesOf = (engine: Engine): Disturbances => ({
  hogs(count) {
    const hogs = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
    for (const { pid } of hogs) if (pid !== undefined) engine.guard(pid, 'SIGKILL');
    return {
      async [Symbol.asyncDispose]() {
        for (const hog of hogs) {
          const ended = new Promise((resolve) => hog.once('exit', resolve));
          hog.kill('SIGKILL');
          await ended;
          if (hog.pid !== undefined) engine.unguard(hog.pid);
        }
      },
    };
  },
});
