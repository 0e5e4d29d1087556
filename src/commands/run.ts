/** `mhbench run`: from options to plan, servers, measurement, record and report. The composition root of a run. */
import path from 'node:path';
import { loadDataVersion, loadOptimization, loadSeeder, loadStore } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io, RunOptions } from '../config.ts';
import { UnlikeError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { sharedBuffersMib } from '../experiment/cache.ts';
import { TIMES_AS_WIDE } from '../experiment/constants.ts';
import { troublesIn } from '../experiment/course.ts';
import { whyUnpinned } from '../experiment/cpus.ts';
import { restSeconds } from '../experiment/fit.ts';
import { differencesOf } from '../experiment/gate.ts';
import type { Plan } from '../experiment/plan.ts';
import type { RunRecord } from '../experiment/record.ts';
import { type RecordFile, recordFile } from '../experiment/record-file.ts';
import { runPlan } from '../experiment/run.ts';
import { readMachineNow } from '../load/machine-reading.ts';
import { canPin, pin } from '../load/pin.ts';
import { sweepLeftovers } from '../provision/leftovers.ts';
import { type LocalProvisioner, localProvisioner } from '../provision/local.ts';
import { dataFolderFor } from '../provision/place.ts';
import { resumeCommand } from '../report/resume-command.ts';
import { skippedGroups } from '../report/skipped.ts';
import { readAccepted } from './accepted-file.ts';
import { chosenServers } from './chosen-servers.ts';
import { printDryRun } from './dry-run.ts';
import { referenceFor } from './gate.ts';
import { appendHistory } from './history-file.ts';
import { guardedGenerator } from './load-generator.ts';
import { type Machine, readMachine } from './machine.ts';
import { holdMachine } from './measurement-lock.ts';
import { probes } from './probes.ts';
import { writeIndex, writeReport } from './report.ts';
import { goingOn, takeUp } from './resume.ts';
import { readRoom } from './room.ts';
import { checkRoom, needsOf } from './room-findings.ts';
import { type Planned, planOf } from './run-plan.ts';
import { commandOf, freshRecord, groundOf, repeatCommand } from './run-record.ts';
import { type Terminal, terminal } from './terminal.ts';

/** Null where nothing was to be measured. */
export interface Ran {
  readonly code: number;
  readonly record: RunRecord | null;
  /** What it is held against, where that was asked for. */
  readonly reference?: RunRecord | null;
}

export async function runRecorded(options: RunOptions, io: Io): Promise<Ran> {
  const machine = await readMachine(io.env);
  if (options.resume !== null) return await resumed(options.resume, options, { io, machine });
  const planned = await planOf(options, machine);
  if (options.dryRun) return dryRun(planned, io);
  await using _held = await holdMachine(commandOf(options), io, systemClock);
  const record = await freshRecord(planned, await groundOf(machine, io), await readAccepted(path.resolve(io.cwd, options.out)));
  return await measure({ ...planned, io, machine, record, folder: path.resolve(io.cwd, options.out, record.run.id), stood: [] });
}

/** The lock comes first: a run that still goes on is not to be taken up. */
async function resumed(run: string, given: RunOptions, { io, machine }: Pick<Setup, 'io' | 'machine'>): Promise<Ran> {
  await using _held = await holdMachine(`mhbench run --resume ${run}`, io, systemClock);
  const ground = await groundOf(machine, io);
  const { record, options, folder } = await takeUp(run, given, { ground, cwd: io.cwd });
  const stood = record.comparisons.map(({ key }) => key);
  const planned = await planOf(options, machine, ({ key }) => !stood.includes(key));
  if (options.dryRun) return dryRun(planned, io);
  return await measure({ ...planned, io, machine, record: goingOn(record, planned, systemClock.date()), folder, stood });
}

function dryRun({ plan, options, domain }: Planned, io: Io): Ran {
  printDryRun({ plan, options, domain }, io);
  return { code: EXIT.done, record: null };
}

interface Setup extends Planned {
  readonly io: Io;
  readonly machine: Machine;
  readonly record: RunRecord;
  /** Of the run. */
  readonly folder: string;
  /** Keys of the comparisons that an earlier part has measured. */
  readonly stood: readonly string[];
  /** Nothing but second measurements are made, in a run that stays what it was. */
  readonly again?: RunRecord['run']['status'];
}

/** The reference of a run that is about to be measured; throws with every difference where they could not be held beside each other. */
async function referenceOf({ reference: name, out }: RunOptions, record: RunRecord, cwd: string): Promise<RunRecord | null> {
  if (name === null) return null;
  const reference = await referenceFor(record, name, { out, cwd });
  const differences = differencesOf(record, reference);
  if (differences.length === 0) return reference;
  throw new UnlikeError(
    `this run could not be held against ${name}`,
    differences,
    'measure under the same circumstances, or name another',
  );
}

export async function measure(setup: Setup): Promise<Ran> {
  const { options, io, plan, record, folder } = setup;
  const reference = await referenceOf(options, record, io.cwd);
  await checkMachine(plan, setup.machine, { benchDir: path.join(io.cwd, '.bench'), out: path.resolve(io.cwd, options.out) });
  const startNs = systemClock.nowNs();
  const elapsedMs = () => (systemClock.nowNs() - startNs) / 1e6;
  const earlierMs = record.run.durationMs;
  const file = await recordFile(folder, record, () => earlierMs + elapsedMs());
  await file.save();
  const screen = terminal(io, options);
  const { profile, scale, dataSeed, runSeed, id: runId } = record.run;
  const [comparisons, seconds] = [plan.comparisons, Math.round(restSeconds(plan, ({ key }) => !setup.stood.includes(key)))];
  screen.emit({ kind: 'planned', runId, profile, scale, dataSeed, runSeed, comparisons, seconds });
  if (setup.stood.length > 0)
    screen.emit({ kind: 'note', line: `taken up again: ${setup.stood.length} of ${comparisons} comparisons stand` });
  for (const group of skippedGroups(setup.leftOut)) screen.emit({ kind: 'not chosen', ...group });
  const refused: string[] = [];
  try {
    refused.push(...(await measureWith(setup, { file, screen, elapsedSeconds: () => elapsedMs() / 1e3 })));
    record.run.status = setup.again ?? (record.notRun.some(({ why }) => why === 'bail') ? 'interrupted' : 'complete');
  } catch (error) {
    record.run.status = io.signal.aborted ? 'interrupted' : 'failed';
    if (!io.signal.aborted) throw error;
  } finally {
    await finish(file, screen, options.out);
    if (setup.again === undefined) await appendHistory(path.resolve(io.cwd, options.out), record);
    await writeIndex(path.resolve(io.cwd, options.out));
  }
  return { code: exitCodeOf(record, refused, io), record, reference };
}

interface Session {
  readonly file: RecordFile;
  readonly screen: Terminal;
  readonly elapsedSeconds: () => number;
}

/** Resolves with the stores of which a server was named and could not be used. */
async function measureWith(
  { options, io, plan, machine, domain, stood }: Setup,
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
    wallSeconds: options.isWall ? options.budgetSeconds : Number.POSITIVE_INFINITY,
    ...{ stood: new Set(stood), confirms: options.confirms },
    stopsAt: options.bail ? troublesIn(file.record) + 1 : Number.POSITIVE_INFINITY,
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
async function finish(file: RecordFile, screen: Terminal, out: string): Promise<void> {
  await file.save();
  const reportPath = await writeReport(file.path);
  screen.end();
  const { record, path: recordPath } = file;
  const resume = resumeCommand(record, out);
  screen.emit({ kind: 'finished', record, recordPath, reportPath, resume });
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
