/** `mhbench run`: from options to plan, servers, measurement, record and report. The composition root of a run. */
import path from 'node:path';
import { loadCatalog, loadDataVersion, loadDomain, loadOptimization, loadSeeder, loadStore } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io, RunOptions } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { sharedBuffersMib } from '../experiment/cache.ts';
import { CONSTANTS, TIMES_AS_WIDE } from '../experiment/constants.ts';
import { whyUnpinned } from '../experiment/cpus.ts';
import { fitPlan } from '../experiment/fit.ts';
import { type Plan, planRun } from '../experiment/plan.ts';
import { type LoadWish, wishFlags, withoutEffect } from '../experiment/plan-load.ts';
import { type RunRecord, SCHEMA_VERSION } from '../experiment/record.ts';
import { type RecordFile, recordFile } from '../experiment/record-file.ts';
import { runPlan } from '../experiment/run.ts';
import { readMachineNow } from '../load/machine-reading.ts';
import { canPin, pin } from '../load/pin.ts';
import { sweepLeftovers } from '../provision/leftovers.ts';
import { type LocalProvisioner, localProvisioner } from '../provision/local.ts';
import { dataFolderFor } from '../provision/place.ts';
import { chosenServers } from './chosen-servers.ts';
import { printDryRun } from './dry-run.ts';
import { commitOf, environmentOf, toolVersion, trustOfTool, versionOf } from './environment.ts';
import { appendHistory } from './history-file.ts';
import { guardedGenerator } from './load-generator.ts';
import { type Machine, readMachine } from './machine.ts';
import { holdMachine } from './measurement-lock.ts';
import { probes } from './probes.ts';
import { writeIndex, writeReport } from './report.ts';
import { readRoom } from './room.ts';
import { checkRoom, needsOf } from './room-findings.ts';
import { selected } from './selection.ts';
import { type Terminal, terminal } from './terminal.ts';

/** Null where nothing was to be measured. */
export interface Ran {
  readonly code: number;
  readonly record: RunRecord | null;
}

export async function runRecorded(options: RunOptions, io: Io): Promise<Ran> {
  const catalog = await loadCatalog();
  const domain = await loadDomain();
  const { entries, leftOut } = selected(catalog.optimizations, options);
  const machine = await readMachine(io.env);
  const { profile, scale, budgetSeconds } = options;
  const whole = planRun(entries, {
    ...{ profile, counts: domain.countsAt(scale), memoryBytes: machine.memoryBytes },
    wish: options,
  });
  const idle = withoutEffect(options, whole.optimizations);
  if (idle !== null) throw new UserError(idle, 'mhbench list shows the benches of each optimisation; a task has no load.');
  const plan = profile.judges ? fitPlan(whole, budgetSeconds) : whole;
  if (options.dryRun) {
    printDryRun({ plan, options, domain }, io);
    return { code: EXIT.done, record: null };
  }
  await using _held = await holdMachine(commandOf(options), io, systemClock);
  await checkMachine(plan, machine, { benchDir: path.join(io.cwd, '.bench'), out: path.resolve(io.cwd, options.out) });
  return await measure({ options, io, plan, machine, domain, leftOut });
}

interface Setup {
  readonly options: RunOptions;
  readonly io: Io;
  readonly plan: Plan;
  readonly machine: Machine;
  readonly domain: Awaited<ReturnType<typeof loadDomain>>;
  readonly leftOut: RunRecord['skipped'];
}

async function measure(setup: Setup): Promise<Ran> {
  const { options, io, plan } = setup;
  const startNs = systemClock.nowNs();
  const elapsedMs = () => (systemClock.nowNs() - startNs) / 1e6;
  const record = await freshRecord(setup);
  const folder = path.resolve(io.cwd, options.out, record.run.id);
  const file = await recordFile(folder, record, elapsedMs);
  await file.save();
  const screen = terminal(io, options);
  const { profile, scale, dataSeed, runSeed, id: runId } = record.run;
  screen.emit({
    kind: 'planned',
    runId,
    profile,
    scale,
    dataSeed,
    runSeed,
    comparisons: plan.comparisons,
    seconds: plan.seconds,
  });
  for (const each of setup.leftOut) screen.emit({ kind: 'skipped', ...each });
  const refused: string[] = [];
  try {
    refused.push(...(await measureWith(setup, { file, screen, elapsedSeconds: () => elapsedMs() / 1e3 })));
    record.run.status = 'complete';
  } catch (error) {
    record.run.status = io.signal.aborted ? 'interrupted' : 'failed';
    if (!io.signal.aborted) throw error;
  } finally {
    await finish(file, screen);
    await appendHistory(path.resolve(io.cwd, options.out), record);
    await writeIndex(path.resolve(io.cwd, options.out));
  }
  return { code: exitCodeOf(record, refused, io), record };
}

interface Session {
  readonly file: RecordFile;
  readonly screen: Terminal;
  readonly elapsedSeconds: () => number;
}

/** Resolves with the stores of which a server was named and could not be used. */
async function measureWith(
  { options, io, plan, machine, domain }: Setup,
  { file, screen, elapsedSeconds }: Session,
): Promise<readonly string[]> {
  const { signal } = io;
  const benchDir = path.join(io.cwd, '.bench');
  for (const line of await sweepLeftovers(benchDir)) screen.emit({ kind: 'note', line });
  await using local: LocalProvisioner = await localProvisioner({
    benchDir,
    runId: file.record.run.id,
    logDir: path.join(path.dirname(file.path), 'logs'),
    probes,
    signal,
    note: (line) => screen.emit({ kind: 'note', line }),
  });
  const asked = options.cpus === 'auto';
  const pinning = asked && (await canPin());
  const unpinned = whyUnpinned({ asked, cores: machine.cores, canPin: pinning });
  if (unpinned !== null) screen.emit({ kind: 'note', line: `unpinned (${unpinned}): margins ${TIMES_AS_WIDE}` });
  const cacheMib = sharedBuffersMib(plan.cachedBytes, machine.memoryBytes);
  return await runPlan({
    wishes: { postgres: { shared_buffers: `${cacheMib}MB` } },
    ...{
      plan,
      file,
      signal,
      provisioner: chosenServers(io, local),
      domain,
      loadOptimization,
      loadStore,
      loadSeeder,
      elapsedSeconds,
    },
    profile: options.profile,
    dataSeed: options.seed,
    dataVersion: await loadDataVersion(),
    runSeed: options.runSeed,
    budgetSeconds: options.budgetSeconds,
    emit: screen.emit,
    clock: systemClock,
    startGenerator: () => guardedGenerator(local, signal),
    pin,
    readMachine: () => readMachineNow(process.pid),
    cores: machine.cores,
    canPin: pinning,
    repeat: (id) => repeatCommand(id, options),
  });
}

/** The record is saved and the report made of the saved one, whatever happened before. */
async function finish(file: RecordFile, screen: Terminal): Promise<void> {
  await file.save();
  const reportPath = await writeReport(file.path);
  screen.end();
  screen.emit({ kind: 'finished', record: file.record, recordPath: file.path, reportPath });
}

/** Wrong answers and failures tell more than an environment that lacked something. */
function exitCodeOf(record: RunRecord, refused: readonly string[], io: Io): number {
  if (io.signal.aborted) return EXIT.interrupted;
  if (record.failed.length > 0 || record.comparisons.some(({ verdict }) => verdict === 'invalid')) return EXIT.failed;
  return record.comparisons.length === 0 || refused.length > 0 ? EXIT.environment : EXIT.done;
}

/** What the plan needs must be there before anything starts: memory for its lanes, disk, files, ports. */
async function checkMachine(
  plan: Plan,
  machine: Machine,
  { benchDir, out }: Readonly<Record<'benchDir' | 'out', string>>,
): Promise<void> {
  const needs = needsOf(plan);
  checkRoom(needs, await readRoom(dataFolderFor(benchDir), needs.ports, [out]), machine);
}

const commandOf = ({ profile, scale, seed, runSeed, only, ids, ...wish }: RunOptions) =>
  [
    'mhbench run',
    ...ids,
    ...only.map((glob) => `--only '${glob}'`),
    `--profile ${profile.name} --scale ${scale} --seed ${seed} --run-seed ${runSeed}`,
    ...flagsOf(wish),
  ].join(' ');

const repeatCommand = (id: string, { profile, scale, seed, runSeed, ...wish }: RunOptions) =>
  [
    `npm run bench -- --only '${id}' --profile ${profile.name} --scale ${scale} --seed ${seed} --run-seed ${runSeed}`,
    ...flagsOf(wish),
  ].join(' ');

const flagsOf = (wish: LoadWish) => [wishFlags(wish)].filter((flags) => flags !== '');

/** 20261122-133005: sorts by time, and two runs of one second cannot be, because one machine measures once at a time. */
const runIdOf = (date: Date) => date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

async function freshRecord({ options, io, plan, machine, domain, leftOut }: Setup): Promise<RunRecord> {
  const started = systemClock.date();
  const { referenceDate } = domain.dataset(options.seed, domain.countsAt(options.scale));
  const environment = await environmentOf(machine);
  return {
    schemaVersion: SCHEMA_VERSION,
    run: {
      id: runIdOf(started),
      status: 'running',
      startedAt: started.toISOString(),
      durationMs: 0,
      profile: options.profile.name,
      scale: options.scale,
      dataSeed: options.seed,
      runSeed: options.runSeed,
      command: commandOf(options),
      commit: await commitOf(io.cwd),
      toolVersion: await toolVersion(),
      planned: plan.comparisons,
      ...(wishFlags(options) === '' ? {} : { load: wishFlags(options) }),
    },
    constants: { ...CONSTANTS, profile: options.profile },
    environment,
    selftest: await trustOfTool(),
    servers: [],
    dataset: {
      seed: options.seed,
      scale: options.scale,
      fakerVersion: await versionOf('@faker-js/faker'),
      referenceDate: referenceDate.toISOString(),
      digest: '',
      tables: [],
      loads: [],
    },
    optimizations: [],
    controls: [],
    comparisons: [],
    skipped: [...leftOut],
    failed: [],
  };
}
