/** What the engine is given by the command that runs it: content, servers, clock, processes. It owns none of them. */
import type { Domain, Seed } from '../catalog.ts';
import type { Clock } from '../clock.ts';
import type { AnyOptimization, Servers, StoreName } from '../define.ts';
import type { Generator } from '../load/generator.ts';
import type { MachineReading } from '../load/machine-reading.ts';
import type { Provisioner } from '../provision/provisioner.ts';
import type { DataVersion, Store } from '../stores/store.ts';
import type { Profile } from './constants.ts';
import type { Emit } from './events.ts';
import type { Plan } from './plan.ts';
import type { RecordFile } from './record-file.ts';

export interface RunContext {
  readonly plan: Plan;
  readonly profile: Profile;
  readonly dataSeed: number;
  readonly dataVersion: DataVersion;
  readonly runSeed: number;
  readonly file: RecordFile;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly provisioner: Provisioner;
  /** Settings by server that this plan wishes for: a variant's own win, and a server that was there before keeps its own. */
  readonly wishes: Servers;
  readonly domain: Domain;
  readonly loadOptimization: (id: string) => Promise<AnyOptimization>;
  readonly loadStore: (name: StoreName) => Promise<Store>;
  readonly loadSeeder: (name: StoreName) => Promise<Seed>;
  readonly startGenerator: () => Generator;
  readonly pin: (pid: number, cpus: string) => Promise<void>;
  /** Null where the system does not tell. */
  readonly readMachine: () => Promise<MachineReading | null>;
  readonly cores: number;
  readonly canPin: boolean;
  /** Seconds since the run began. */
  readonly elapsedSeconds: () => number;
  readonly budgetSeconds: number;
  /** A budget that was asked for as wall time: what does not fit into it is left out whole. Without end where there is none. */
  readonly wallSeconds: number;
  /** So many failed and invalid comparisons in the record end the run. */
  readonly stopsAt: number;
  /** Keys of comparisons that an earlier part of the run has measured, and that stand. */
  readonly stood: ReadonlySet<string>;
  /** Whether claims that seem broken are measured a second time by this run. */
  readonly confirms: boolean;
  /** The command that repeats one optimisation with the same seeds. */
  readonly repeat: (id: string) => string;
}
