/** The engine without a plan of its own, on private servers: for commands that try the engine itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadDataVersion, loadDomain, loadOptimization, loadSeeder, loadStore } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import type { StoreName } from '../define.ts';
import type { StoreScope } from '../experiment/circumstance.ts';
import type { Profile } from '../experiment/constants.ts';
import type { RunContext } from '../experiment/context.ts';
import type { RunRecord } from '../experiment/record.ts';
import { scopeOf, storeServers } from '../experiment/store-scope.ts';
import { readMachineNow } from '../load/machine-reading.ts';
import { canPin, pin } from '../load/pin.ts';
import { type LocalProvisioner, localProvisioner } from '../provision/local.ts';
import { guardedGenerator } from './load-generator.ts';
import { readMachine } from './machine.ts';
import { probes } from './probes.ts';

export interface Engine extends AsyncDisposable {
  readonly context: RunContext;
  /** Ends a process of the caller's with this one, whatever happens; the pid's guard is lifted by `unguard`. */
  readonly guard: LocalProvisioner['guard'];
  readonly unguard: LocalProvisioner['unguard'];
  /** A store with servers of its own; the caller stops them. */
  open(store: StoreName): Promise<StoreScope>;
}

const DATA_SEED = 42;

export async function openEngine(
  name: string,
  profile: Profile,
  io: Pick<Io, 'cwd' | 'env' | 'signal' | 'stderr'>,
): Promise<Engine> {
  const logDir = await mkdtemp(path.join(tmpdir(), 'mhbench-'));
  const note = (line: string): void => void io.stderr.write(`${line}\n`);
  const local = await localProvisioner({
    ...{ benchDir: path.join(io.cwd, '.bench'), runId: name, logDir, probes, signal: io.signal, note },
  });
  const context = await contextOf(profile, io, { local, note });
  return {
    context,
    guard: local.guard,
    unguard: local.unguard,
    async open(storeName) {
      const store = await loadStore(storeName);
      return scopeOf(context, store, { servers: storeServers(context, [store]), attached: false });
    },
    async [Symbol.asyncDispose]() {
      await local[Symbol.asyncDispose]();
      await rm(logDir, { recursive: true, force: true });
    },
  };
}

async function contextOf(
  profile: Profile,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
  { local, note }: { readonly local: LocalProvisioner; readonly note: (line: string) => void },
): Promise<RunContext> {
  const [domain, machine] = await Promise.all([loadDomain(), readMachine(env)]);
  const counts = domain.countsAt(profile.scale);
  return {
    plan: {
      counts,
      optimizations: [],
      comparisons: 0,
      seconds: 0,
      storeSeconds: {},
      leftOut: [],
      diskBytes: 0,
      memoryBytes: 0,
      cachedBytes: 0,
    },
    ...{ profile, dataSeed: DATA_SEED, dataVersion: await loadDataVersion(), runSeed: 0, signal, domain },
    file: { record: emptyRecord(), path: '', save: async () => undefined },
    emit: (event) => {
      if (event.kind === 'note') note(event.line);
    },
    clock: systemClock,
    provisioner: local,
    wishes: {},
    ...{ loadOptimization, loadStore, loadSeeder, pin },
    startGenerator: () => guardedGenerator(local, signal),
    readMachine: () => readMachineNow(process.pid),
    cores: machine.cores,
    canPin: await canPin(),
    elapsedSeconds: () => 0,
    ...{ budgetSeconds: Number.MAX_SAFE_INTEGER, wallSeconds: Number.POSITIVE_INFINITY },
    ...{ stopsAt: Number.POSITIVE_INFINITY, stood: new Set(), confirms: false },
    repeat: () => '',
  };
}

/** What servers and loads are noted in; nobody keeps it. */
function emptyRecord(): RunRecord {
  const run = { id: '', startedAt: '', durationMs: 0, profile: '', scale: 0, dataSeed: DATA_SEED, runSeed: 0, command: '' };
  const machine = { cpu: '', cores: 0, memoryBytes: 0, os: '', kernel: '', node: '', packages: {}, foreignLoad: null };
  return {
    schemaVersion: 1,
    run: { ...run, status: 'running', commit: null, toolVersion: '', planned: 0 },
    ...{ constants: {}, environment: machine, dataset: null },
    ...{ servers: [], optimizations: [], controls: [], comparisons: [], skipped: [], notRun: [], failed: [] },
  };
}
