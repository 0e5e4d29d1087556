/** The command line: commands, options, help. Commands are imported when they run, so that help is quick. */
import { Command, InvalidArgumentError } from 'commander';
import { type Flags, type Io, resolveConfig } from '../config.ts';
import { loadConfigFile } from '../config-file.ts';
import { EXIT_TABLE } from '../exit-codes.ts';
import { addContent, addStored, type Ends, OUT, outOf, RUN } from './program-content.ts';
import { addResults } from './program-results.ts';

export interface Program {
  readonly command: Command;
  /** The code that the command returned; 0 until one has run. */
  exitCode(): number;
}

export function createProgram(io: Io, version: string): Program {
  let code = 0;
  const ends = (result: number): void => {
    code = result;
  };
  const command = new Command('mhbench')
    .description('Which optimisation pays, by how much, and at what price: measured on real servers.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showHelpAfterError('(mhbench --help shows what there is)')
    .addHelpText('after', afterHelp());
  addRun(command, io, ends);
  addConfirm(command, io, ends);
  addContent(command, io, ends);
  addStored(command, io, ends);
  addResults(command, io, ends);
  addMicro(command, io, ends);
  addHarnessRate(command, io, ends);
  addNoise(command, io, ends);
  addSelftest(command, io, ends);
  addSeed(command, io, ends);
  addUpkeep(command, io, ends);
  addDb(command, io, ends);
  return { command, exitCode: () => code };
}

const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

/** What becomes of a run when it has ended. */
interface RunEnds {
  readonly gate?: boolean;
  readonly export?: string;
}

function addRun(program: Command, io: Io, ends: Ends): void {
  program
    .command('run')
    .description('measure optimisations and write a report')
    .argument('[ids...]', "ids or globs: indexing/foreign-key 'indexing/*' (default: all)")
    .option('--profile <name>', 'smoke, quick, full, nightly, or one of the configuration file (default: quick)')
    .option('--only <glob>', 'only ids that match; may be repeated', collect)
    .option('--exclude <glob>', 'without ids that match; may be repeated', collect)
    .option('--scale <number>', 'how much data; 1 is the full size (default: as the profile says)')
    .option('--seed <number>', "the data's seed (default: 42)")
    .option('--run-seed <number>', 'the seed of orders and keys (default: fresh, and printed)')
    .option('--out <folder>', 'where reports are written (default: reports)')
    .option(
      '--timeout <duration>',
      'wall time: 90s, 40m, 1h30m; what does not fit is left out whole, and listed (default: what the profile aims at)',
    )
    .option('--load <load>', 'of every gain of calls: open:800/s (shown, not judged) or closed:8 (default: as each bench says)')
    .option('--concurrency <numbers>', 'compare every closed gain of calls at these numbers of clients: 1,8,32')
    .option('--cpus <mode>', 'auto, or none: pin no process to a processor (default: auto)')
    .option(
      '--resume <run>',
      'take up a run that was interrupted, or had not the time: what stands is kept, the rest is measured',
    )
    .option('--shard <part>', 'measure one part of it here, such as 2/4: whole optimisations; mhbench merge puts them together')
    .option('--bail', 'end at the first failed or invalid comparison; the rest is listed as not run')
    .option(
      '--reference <name>',
      'hold it against a reference (or a run): refused at once where that cannot be; --gate misses what it lacks',
    )
    .option('--no-confirm', 'leave the second measurement of claims that seem broken to mhbench confirm')
    .option('--dry-run', 'show what would be measured and with which settings; starts nothing')
    .option('--export <folder>', 'write everything that export --all writes, when the run has ended')
    .option('--gate', 'judge the run when it has ended: the exit codes of gate')
    .option('--json', 'one event a line on stdout')
    .option('--progress <mode>', 'auto, tty, plain, none (default: auto)')
    .option('--color', 'colour in any case')
    .option('--no-color', 'no colour in any case')
    .option('-q, --quiet', 'only failures and where the report is')
    .action(async (ids: string[], { gate = false, export: folder, ...flags }: Flags & RunEnds) => {
      const options = resolveConfig({ ...flags, ids }, io.env, await loadConfigFile(io.cwd));
      const { runRecorded } = await import('./run.ts');
      const ran = await runRecorded(options, io);
      const { compareAfter } = await import('./compare.ts');
      compareAfter(ran, io);
      if (folder !== undefined && ran.record !== null) {
        const { exportRun } = await import('./export.ts');
        await exportRun({ run: ran.record.run.id, out: options.out, format: null, file: null, all: folder }, io);
      }
      if (!gate) return ends(ran.code);
      const { gateAfter } = await import('./gate.ts');
      ends(gateAfter(ran, io));
    });
}

function addConfirm(program: Command, io: Io, ends: Ends): void {
  program
    .command('confirm')
    .description(
      'measure a second time, here, the claims that seem broken in a stored run (run --no-confirm); gate judges it afterwards',
    )
    .argument(...RUN)
    .option(...OUT)
    .option('--json', 'one event a line on stdout')
    .option('--progress <mode>', 'auto, tty, plain, none (default: auto)')
    .action(async (run: string | undefined, flags: Flags) => {
      const { confirm } = await import('./confirm.ts');
      ends((await confirm(run, resolveConfig(flags, io.env, await loadConfigFile(io.cwd)), io)).code);
    });
}

const numberOf = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`a whole number from ${least} on is wanted.`);
  return value;
};

function addMicro(program: Command, io: Io, ends: Ends): void {
  program
    .command('micro')
    .description('what work inside this process costs: rows, encodings, FAISS calls, the harness itself; judges nothing')
    .argument('[names...]', "names or globs: rows/users 'harness/*' (default: all)")
    .option('--rounds <number>', 'how often each is sampled, in an order drawn anew', numberOf(1), 12)
    .option('--ms <number>', 'how long each is sampled in a round', numberOf(1), 50)
    .option('--seed <number>', 'of the orders', numberOf(0), 1)
    .option('--json', 'as JSON')
    .action(async (names: string[], flags: { rounds: number; ms: number; seed: number; json?: boolean }) => {
      const { micro } = await import('./micro.ts');
      ends(await micro({ names, rounds: flags.rounds, roundMs: flags.ms, seed: flags.seed, json: flags.json ?? false }, io));
    });
}

function addHarnessRate(program: Command, io: Io, ends: Ends): void {
  program
    .command('harness-rate')
    .description('how many calls a second the harness makes beside a bare driver loop, on private servers')
    .option('--repeats <number>', 'how often it is measured', numberOf(1), 12)
    .option('--ms <number>', 'how long each time', numberOf(1), 500)
    .option('--run-seed <number>', 'of keys and orders', numberOf(0), 1)
    .option('--json', 'as JSON')
    .action(async (flags: { repeats: number; ms: number; runSeed: number; json?: boolean }) => {
      const { harnessRate } = await import('./harness-rate.ts');
      ends(
        await harnessRate({ repeats: flags.repeats, repeatMs: flags.ms, runSeed: flags.runSeed, json: flags.json ?? false }, io),
      );
    });
}

function addNoise(program: Command, io: Io, ends: Ends): void {
  program
    .command('noise')
    .description('compares equal variants again and again: how far apart this machine tells them to be, by store and figure')
    .argument('[stores...]', 'postgres, redis, faiss, mongodb, kafka, neo4j (default: all)')
    .option('--rounds <number>', 'comparisons of each store', numberOf(1), 8)
    .option('--run-seed <number>', 'of keys and orders', numberOf(0), 1)
    .option('--json', 'as JSON')
    .action(async (stores: string[], flags: { rounds: number; runSeed: number; json?: boolean }) => {
      const { noise } = await import('./noise.ts');
      ends(await noise({ stores, rounds: flags.rounds, runSeed: flags.runSeed, json: flags.json ?? false }, io));
    });
}

function addSelftest(program: Command, io: Io, ends: Ends): void {
  program
    .command('selftest')
    .description('plants known answers on real servers and says what the engine makes of them; fails when a bound breaks')
    .argument('[rows...]', "what to plant, by key or glob: nothing '+5 %' hogs stall … (default: all)")
    .option('--long', 'hundreds of trials, more than an hour (default: about ten minutes)')
    .option('--resume', 'go on with the last one of the same commit')
    .option('--run-seed <number>', 'of keys, orders and what is planted', numberOf(0), 1)
    .option('--minutes <number>', 'begin no further trial after so long', numberOf(1))
    .option('--out <file>', 'write the table as a page too, such as docs/trust.md')
    .action(
      async (rows: string[], flags: { long?: boolean; resume?: boolean; runSeed: number; minutes?: number; out?: string }) => {
        const { long = false, resume = false, runSeed, minutes = Number.MAX_SAFE_INTEGER, out = null } = flags;
        const { selftest } = await import('./selftest.ts');
        ends(await selftest({ depth: long ? 'long' : 'quick', rows, resume, runSeed, mostSeconds: 60 * minutes, out }, io));
      },
    );
}

function addSeed(program: Command, io: Io, ends: Ends): void {
  program
    .command('seed')
    .description('load the data set into stores, and say how quickly; what stands there already is used again')
    .argument('[stores...]', 'postgres, redis, faiss, mongodb, kafka, neo4j (default: all)')
    .option('--scale <number>', 'how much data; 1 is the full size (default: 0.1)')
    .option('--seed <number>', "the data's seed (default: 42)")
    .option('--compare-copy', "postgres: measure COPY alone, beside psql's \\copy of a ready file")
    .option('--json', 'as JSON')
    .action(async (stores: string[], { json = false, compareCopy = false, ...flags }: Flags & { compareCopy?: boolean }) => {
      const { scale, seed: dataSeed } = resolveConfig(flags, io.env, await loadConfigFile(io.cwd));
      const { seed } = await import('./seed.ts');
      ends(await seed({ stores, scale, seed: dataSeed, json, compareCopy }, io));
    });
}

function addUpkeep(program: Command, io: Io, ends: Ends): void {
  program
    .command('doctor')
    .description('what this machine has and lacks, with the command that mends it')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { doctor } = await import('./doctor.ts');
      ends(await doctor({ json }, io));
    });
  program
    .command('schema')
    .description('the JSON schema of run.json')
    .action(async () => {
      const { schema } = await import('./schema.ts');
      ends(schema(io));
    });
  program
    .command('provision')
    .description('fetch ahead what local servers need, so that a run needs no network')
    .argument('[kinds...]', 'postgres, pgbouncer, redis, kafka, neo4j, mongodb (default: all)')
    .option('--json', 'as JSON')
    .action(async (kinds: string[], { json = false }: { json?: boolean }) => {
      const { provision } = await import('./provision.ts');
      ends(await provision({ kinds, json }, io));
    });
  program
    .command('clean')
    .description('what runs and servers left on the disk')
    .option('--yes', 'delete it')
    .option('--json', 'as JSON')
    .option(...OUT)
    .action(async ({ yes = false, json = false, out }: { yes?: boolean; json?: boolean; out?: string }) => {
      const { clean } = await import('./clean.ts');
      ends(await clean({ yes, json, out: await outOf(out, io) }, io));
    });
}

function addDb(program: Command, io: Io, ends: Ends): void {
  const db = program.command('db').description('servers that stay, and servers that are there already');
  db.command('up')
    .description('start servers in the background; they stay until mhbench db down')
    .argument(
      '[names...]',
      'postgres, pgbouncer, redis, kafka, neo4j, mongodb, postgres-replicas, postgres-shards, redis-sentinel, redis-cluster, kafka-cluster (default: all)',
    )
    .option('--json', 'as JSON')
    .action(async (names: string[], { json = false }: { json?: boolean }) => {
      const { dbUp } = await import('./db-up.ts');
      ends(await dbUp({ names, json }, io));
    });
  db.command('status')
    .description('which servers are up, and whether each answers now')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { dbStatus } = await import('./db-status.ts');
      ends(await dbStatus({ json }, io));
    });
  db.command('down')
    .description('end them, and prove that nothing is left')
    .action(async () => {
      const { dbDown } = await import('./db-down.ts');
      ends(await dbDown(io));
    });
  db.command('adopt')
    .description('let runs use a server that holds something: shows what is there, and marks it once you have typed its name')
    .argument('<server>', 'a URL, or a kind of server (postgres, redis, …) for the one that a run would use')
    .option('--name <name>', "the name that would be typed: the database's, for redis, kafka and neo4j host:port")
    .action(async (server: string, { name }: { name?: string }) => {
      const { adopt } = await import('./db-adopt.ts');
      ends(await adopt({ server, name: name ?? null }, io));
    });
}

function afterHelp(): string {
  const codes = EXIT_TABLE.map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`);
  return `
Examples:
  mhbench list
  mhbench run --profile smoke
  mhbench run 'indexing/*' --exclude 'indexing/partial*' --seed 7
  mhbench run --dry-run --json
  mhbench report 20261122-1330
  mhbench report --recompute example
  npm run bench -- --dry-run        flags stand after --, or npm keeps them

Settings: flag, then MHBENCH_* variable (.env is read), then profile, then mhbench.config.ts, then default.
Servers: by URL (MHBENCH_POSTGRES_URL, …_REDIS_URL, …), then containers of docker-compose.yml that are up, then private ones.

Exit codes:
${codes.join('\n')}
`;
}
