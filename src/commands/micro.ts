/** `mhbench micro`: what work inside our own process costs: rows, encodings, FAISS calls, the harness itself. Figures for eyes, never verdicts. */
import { loadMicroBenches } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { messageOf, ServerError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { figuresOf, type MicroFigures } from '../micro/figures.ts';
import type { MicroBench, MicroServices } from '../micro/micro-bench.ts';
import { type Opened, sampleRounds } from '../micro/rounds.ts';
import { selectIds } from '../select.ts';
import { versionOf } from './environment.ts';
import { openLocalProvisioner } from './local-servers.ts';
import { holdMachine } from './measurement-lock.ts';
import { type LeftOut, microText } from './micro-table.ts';

export interface MicroOptions {
  /** Names or globs; none: all. */
  readonly names: readonly string[];
  readonly rounds: number;
  readonly roundMs: number;
  /** Of the order of the benches in each round. */
  readonly seed: number;
  readonly json: boolean;
}

export async function micro(options: MicroOptions, io: Io): Promise<number> {
  const all = await loadMicroBenches();
  const chosen = selectIds(
    all.map(({ name }) => name),
    { ids: options.names, only: [], exclude: [] },
  );
  const benches = all.filter(({ name }) => chosen.includes(name));
  await using _held = await holdMachine('mhbench micro', io, systemClock);
  await using provisioner = await openLocalProvisioner(io);
  const faiss = async () => (await provisioner.library('faiss')).path;
  const { opened, leftOut } = await openAll(benches, { faiss });
  try {
    const { rounds, roundMs, seed } = options;
    io.stderr.write(`${opened.length} benches, ${rounds} rounds of ${roundMs} ms each and one to warm\n`);
    const sampled = await sampleRounds(opened, { rounds, roundMs, seed, clock: systemClock, signal: io.signal });
    const figures = sampled.map(figuresOf);
    const told = { tinybench: await versionOf('tinybench'), node: process.versions.node, rounds, roundMs, seed };
    io.stdout.write(
      options.json ? `${JSON.stringify({ ...told, benches: figures, leftOut }, null, 2)}\n` : microText(told, figures, leftOut),
    );
    return codeOf(figures, leftOut);
  } finally {
    for (const { close } of opened) close?.();
  }
}

/** What needs a library that cannot be had is left out, with the reason. */
async function openAll(
  benches: readonly MicroBench[],
  services: MicroServices,
): Promise<{ readonly opened: readonly Opened[]; readonly leftOut: readonly LeftOut[] }> {
  const opened: Opened[] = [];
  const leftOut: LeftOut[] = [];
  for (const { name, unit, per, open } of benches) {
    try {
      opened.push({ name, unit, per, ...(await open(services)) });
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      leftOut.push({ name, reason: messageOf(error), remedy: error.hint ?? 'npm run mhbench -- doctor' });
    }
  }
  return { opened, leftOut };
}

const codeOf = (figures: readonly MicroFigures[], leftOut: readonly LeftOut[]): number => {
  if (figures.some(({ errors }) => errors > 0)) return EXIT.failed;
  return leftOut.length > 0 ? EXIT.environment : EXIT.done;
};
