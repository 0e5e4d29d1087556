/** `mhbench harness-rate`: how many calls a second the harness makes beside a bare driver loop and beside the servers' own tools. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadStore } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { EXIT } from '../exit-codes.ts';
import { type Cpus, layout } from '../experiment/cpus.ts';
import type { Repeat } from '../load/alternate.ts';
import type { Generator } from '../load/generator.ts';
import { canPin, pin } from '../load/pin.ts';
import { type LocalProvisioner, localProvisioner } from '../provision/local.ts';
import { median } from '../stats/hodges-lehmann.ts';
import { type MedianInterval, medianInterval } from '../stats/median-interval.ts';
import { BARE_READS, BARE_STORES, type BareStore } from '../stores/bare-read.ts';
import type { Address } from '../stores/store.ts';
import { versionOf } from './environment.ts';
import { harnessRateText } from './harness-rate-table.ts';
import { guardedGenerator } from './load-generator.ts';
import { readMachine } from './machine.ts';
import { holdMachine } from './measurement-lock.ts';
import { probes } from './probes.ts';
import { type Reference, referenceOf } from './reference-tools.ts';

export interface HarnessRateOptions {
  readonly repeats: number;
  /** Measured time of a repeat. */
  readonly repeatMs: number;
  readonly runSeed: number;
  readonly json: boolean;
}

/** Beneath this the tool is part of what it measures. Shown, and asserted nowhere: a machine may be too busy to tell. */
const GOAL = 0.98;

export interface StoreRate {
  readonly store: BareStore;
  readonly server: string;
  /** The driver with its version. */
  readonly driver: string;
  readonly layout: Cpus['layout'];
  readonly barePerSecond: number;
  readonly harnessPerSecond: number;
  /** Harness ÷ bare: the median of the repeats. */
  readonly ratio: number;
  /** Of that ratio over repeats; null where there are too few. */
  readonly interval: MedianInterval | null;
  readonly repeats: readonly Repeat[];
  readonly reference: Reference;
}

export async function harnessRate(options: HarnessRateOptions, io: Io): Promise<number> {
  await using _held = await holdMachine('mhbench harness-rate', io, systemClock);
  const rates = await measureRates(options, io);
  const { repeats, repeatMs, runSeed } = options;
  const told = { node: process.versions.node, repeats, repeatMs, runSeed, goal: GOAL, stores: rates };
  io.stdout.write(options.json ? `${JSON.stringify(told, null, 2)}\n` : harnessRateText(rates, options, GOAL));
  return EXIT.done;
}

/** On private servers that are gone afterwards. The caller holds the machine. */
export async function measureRates(
  options: HarnessRateOptions,
  io: Pick<Io, 'cwd' | 'signal' | 'stderr' | 'env'>,
): Promise<readonly StoreRate[]> {
  const benchDir = path.join(io.cwd, '.bench');
  const { cores } = await readMachine(io.env);
  const cpus = layout(1, cores, await canPin());
  const logDir = await mkdtemp(path.join(tmpdir(), 'mhbench-harness-'));
  try {
    await using provisioner = await localProvisioner({
      ...{ benchDir, runId: 'harness-rate', logDir, probes, signal: io.signal },
      note: (line) => io.stderr.write(`${line}\n`),
    });
    const rates: StoreRate[] = [];
    for (const store of BARE_STORES) rates.push(await rateOf(store, options, { provisioner, cpus, signal: io.signal }));
    return rates;
  } finally {
    await rm(logDir, { recursive: true, force: true });
  }
}

export interface Place {
  readonly provisioner: LocalProvisioner;
  readonly cpus: Cpus;
  readonly signal: AbortSignal;
}

const DRIVERS: Readonly<Record<BareStore, string>> = { postgres: 'pg', redis: 'ioredis' };
/** As many calls in a row as a slice has. */
const CALLS = 20;
const NO_ROWS = { users: 0, accounts: 0, sessions: 0, businesses: 0, transactions: 0, logs: 0 };

async function rateOf(name: BareStore, { repeats, repeatMs, runSeed }: HarnessRateOptions, place: Place): Promise<StoreRate> {
  const { provisioner, cpus, signal } = place;
  const server = await provisioner.start({ kind: name, name: `harness-${name}`, settings: {} }, signal);
  try {
    if (cpus.server !== null) await pin(server.pid, cpus.server);
    const address: Address = { ...server.endpoint, counts: NO_ROWS };
    await BARE_READS[name].fill(address);
    const { version } = await (await loadStore(name)).facts(address);
    const measured = await inWorker(place, (worker) =>
      worker.alternate({ store: name, address, calls: CALLS, repeats, repeatNs: repeatMs * 1e6, runSeed }),
    );
    const of = (figure: (repeat: Repeat) => number) => median(measured.map(figure));
    return {
      ...{ store: name, server: version, layout: cpus.layout, repeats: measured },
      driver: `${DRIVERS[name]} ${await versionOf(DRIVERS[name])}`,
      barePerSecond: of((repeat) => repeat.barePerSecond),
      harnessPerSecond: of((repeat) => repeat.harnessPerSecond),
      ratio: of((repeat) => repeat.ratio),
      interval: medianInterval(
        measured.map(({ ratio }) => ratio),
        0.95,
      ),
      reference: await referenceOf(name, address, place),
    };
  } finally {
    await server.stop();
  }
}

async function inWorker<T>({ provisioner, cpus, signal }: Place, work: (worker: Generator) => Promise<T>): Promise<T> {
  await using worker = guardedGenerator(provisioner, signal);
  if (cpus.client !== null) await pin(worker.pid, cpus.client);
  return await work(worker);
}
