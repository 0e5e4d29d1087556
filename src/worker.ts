/** The load generator's process: the second composition root. It is told names and addresses, finds the content itself, and answers with figures. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Dataset, type Domain, loadDomain, loadOptimization, loadStore } from './catalog.ts';
import { systemClock } from './clock.ts';
import type { AnyBench, AnyVariant, StoreName } from './define.ts';
import { messageOf, unreachable } from './errors.ts';
import { ask, canonical, equalPart, readFigure } from './experiment/reading.ts';
import { alternate, type Repeat } from './load/alternate.ts';
import { type BurstReport, burst } from './load/burst.ts';
import { type DrillReport, drill } from './load/drill.ts';
import type { TaskReport } from './load/generator.ts';
import { type Measurer, type MeasurerOptions, measurer, type OpenSide } from './load/measurer.ts';
import type {
  AlternateSpec,
  BesideSpec,
  BurstSpec,
  ComparisonSpec,
  DrillSpec,
  Envelope,
  Reply,
  Request,
  SideSpec,
  TaskSpec,
} from './load/messages.ts';
import { type OpenMeasurer, openMeasurer } from './load/open-measurer.ts';
import { outsideOf, planting } from './load/plant.ts';
import { runSlice } from './load/slice.ts';
import { watchVitals } from './load/vitals.ts';
import { coins, draw, streamOf } from './random.ts';
import { BARE_READS, type BareStore } from './stores/bare-read.ts';
import { connectLane } from './stores/beside.ts';
import type { Address, Connection } from './stores/store.ts';

interface Opening {
  readonly clients: number;
  readonly plants?: Planting;
}

type Named = Pick<ComparisonSpec, 'optimization' | 'bench' | 'dataSeed' | 'runSeed' | 'given'>;

/** The bench and a variant's way of answering it, found by their names. */
async function find(spec: Named, variantName: string): Promise<{ bench: AnyBench; variant: AnyVariant }> {
  const optimization = await loadOptimization(spec.optimization);
  const bench: AnyBench | undefined = { ...optimization.gain, ...optimization.price }[spec.bench];
  const variant = [optimization.baseline, ...optimization.candidates].find(({ name }) => name === variantName);
  if (bench === undefined || variant === undefined)
    throw new Error(`${spec.optimization} has no bench ${spec.bench} or no variant ${variantName}`);
  return { bench, variant };
}

/** The same answer for both sides of a comparison: one function, so that the compiler treats them alike. */
function callOf(connection: Connection, spec: Named, bench: AnyBench, variant: AnyVariant) {
  const answer = variant.answers?.[spec.bench] ?? bench.answer;
  if (answer === undefined) throw new Error(`${spec.optimization}: ${variant.name} has no answer to ${spec.bench}`);
  return (question: unknown): Promise<unknown> => {
    const reply: unknown = answer(question, connection.lane as never);
    return reply instanceof Promise ? reply : connection.run(reply as never);
  };
}

const scoresOf = (bench: AnyBench, { lane }: Connection): NonNullable<OpenSide['scores']> =>
  Object.fromEntries(
    Object.entries(bench.scores ?? {}).map(([name, { of }]) => [
      name,
      async (answer: unknown, question: unknown) => of(answer, question, lane as never),
    ]),
  );

const CLOSE_MS = 5_000;
type Planting = ReturnType<typeof planting>;
const nothingPlanted: Planting = (call) => call;

/** The faults that this side's calls are to have; what a call costs by itself is taken once. What stops the server has a connection that lasts as long as this process. */
async function plantingOf(spec: Named, name: string, { plant, address }: SideSpec, storeName: string): Promise<Planting> {
  if (plant === undefined) return nothingPlanted;
  const outsideNs = await outsideOf(systemClock);
  const shared = { seed: spec.runSeed, side: name, clock: systemClock, outsideNs };
  if (plant.stopsAt === undefined) return planting(plant, shared);
  const store = await loadStore(storeName as StoreName);
  const other = await store.connect(address as Address, { client: {}, clients: 1 });
  return planting(plant, { ...shared, beside: (statement) => void other.run(statement as never) });
}

async function openSide(
  spec: Named,
  side: SideSpec,
  { clients, plants = nothingPlanted }: Opening,
): Promise<OpenSide & { readonly connection: Connection }> {
  const { bench, variant } = await find(spec, side.variant);
  const store = await loadStore(bench.store as StoreName);
  const client: Record<string, unknown> = Object.assign({}, bench.client, variant.client);
  const connection = await connectLane(store, side.address as Address, { client, clients }, loadStore);
  const counters = Object.entries(bench.growth ?? {}).map(([name, { of }]) => [name, () => counter(connection, of)] as const);
  return {
    connection,
    call: plants(callOf(connection, spec, bench, variant)),
    canonical: equalPart(bench),
    ...(bench.same === 'scored' ? { scores: scoresOf(bench, connection) } : {}),
    ...(side.plant?.times === undefined ? {} : { times: side.plant.times }),
    counters: Object.fromEntries(counters),
    leaves: async () => (bench.leaves === undefined ? null : canonical(await ask(connection, bench.leaves))),
    close: () => connection.close(),
  };
}

/** NaN where the server cannot tell it of one lane: its growth is then not known either. */
const counter = async (connection: Connection, of: unknown): Promise<number> =>
  (await readFigure(connection, of)).value ?? Number.NaN;

/** Questions of one stream: a function of (stream seed, ordinal) alone. */
function asker(
  domain: Domain,
  data: Dataset,
  bench: AnyBench,
  streamSeed: number,
  given: Named['given'],
): (ordinal: number) => unknown {
  return (ordinal) => bench.ask(domain.pickFor(data, streamSeed, ordinal, given));
}

async function begin(spec: ComparisonSpec): Promise<Measurer & OpenMeasurer> {
  const domain = await loadDomain();
  const { bench } = await find(spec, spec.baseline.variant);
  const data = domain.dataset(spec.dataSeed, (spec.baseline.address as Address).counts);
  const { gc } = globalThis;
  const plants = {
    baseline: await plantingOf(spec, 'baseline', spec.baseline, bench.store),
    candidate: await plantingOf(spec, 'candidate', spec.candidate, bench.store),
  };
  const options: MeasurerOptions = {
    baseline: (clients) => openSide(spec, spec.baseline, { clients, plants: plants.baseline }),
    candidate: (clients) => openSide(spec, spec.candidate, { clients, plants: plants.candidate }),
    clients: spec.clients,
    askFixed: asker(domain, data, bench, spec.dataSeed, spec.given),
    ask: asker(domain, data, bench, spec.runSeed, spec.given),
    coin: coins(spec.runSeed, `${spec.optimization}/${spec.bench}/${spec.candidate.variant}`),
    clock: systemClock,
    limits: spec.limits,
    watch: watchVitals,
    ...(gc === undefined ? {} : { collect: () => void gc() }),
  };
  return { ...measurer(options), ...openMeasurer(options) };
}

async function task(spec: TaskSpec): Promise<TaskReport> {
  const domain = await loadDomain();
  const { bench } = await find(spec, spec.side.variant);
  const data = domain.dataset(spec.dataSeed, (spec.side.address as Address).counts);
  const side = await openSide(spec, spec.side, { clients: 1 });
  try {
    const question = asker(domain, data, bench, spec.dataSeed, spec.given)(0);
    const before = await readCounters(side);
    const startNs = systemClock.nowNs();
    const answer = await side.call(question);
    const ms = (systemClock.nowNs() - startNs) / 1e6;
    const after = await readCounters(side);
    const growth = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
    const leaves = await side.leaves();
    return { ms, growth, answer: sha256(side.canonical(answer)), leaves: leaves === null ? null : sha256(leaves) };
  } finally {
    await side.close();
  }
}

async function drillOf(spec: DrillSpec, onEvent: () => void): Promise<DrillReport> {
  const domain = await loadDomain();
  const { bench } = await find(spec, spec.side.variant);
  const data = domain.dataset(spec.dataSeed, (spec.side.address as Address).counts);
  const side = await openSide(spec, spec.side, { clients: spec.request.clients });
  try {
    const ask = asker(domain, data, bench, spec.runSeed, spec.given);
    return await drill({ side, ask, runSeed: spec.runSeed, clock: systemClock, onEvent }, spec.request);
  } finally {
    // A connection to a server that was killed or stopped need not end at all.
    await Promise.race([side.close().catch(() => undefined), pause(CLOSE_MS)]);
  }
}

async function burstOf(spec: BurstSpec): Promise<BurstReport> {
  const domain = await loadDomain();
  const { bench } = await find(spec, spec.side.variant);
  const data = domain.dataset(spec.dataSeed, (spec.side.address as Address).counts);
  const side = await openSide(spec, spec.side, { clients: spec.clients });
  try {
    const askFixed = asker(domain, data, bench, spec.dataSeed, spec.given);
    const ask = asker(domain, data, bench, spec.runSeed, spec.given);
    return await burst({ side, clients: spec.clients, askFixed, ask, clock: systemClock }, spec.request);
  } finally {
    await side.close();
  }
}

/** What is left in order before this process ends. */
let atEnd: () => Promise<void> = async () => undefined;
const END_MS = 2_000;

async function beside({ optimization, variant, address }: BesideSpec, onBegun: () => void): Promise<void> {
  const { baseline, candidates, store: storeName } = await loadOptimization(optimization);
  const { beside: work, client = {} } = [baseline, ...candidates].find(({ name }) => name === variant) ?? {};
  if (work === undefined) throw new Error(`${optimization} has nothing beside ${variant}`);
  const store = await loadStore(storeName as StoreName);
  const options = { client: client as Record<string, unknown>, clients: 1 };
  const connection = await connectLane(store, address as Address, options, loadStore);
  // Whoever is only killed leaves a consumer group that waits for him.
  atEnd = () => connection.close();
  onBegun();
  await work(connection.lane as never);
}

/** The same read by a bare driver and as a bench makes it, in this one process. */
async function alternately(spec: AlternateSpec): Promise<readonly Repeat[]> {
  const address = spec.address as Address;
  const store = await loadStore(spec.store as StoreName);
  const read = BARE_READS[spec.store as BareStore];
  const bench = { store: store.name, description: '', ask: () => null, answer: (key: number) => read.statement(key) };
  const driver = await read.open(address);
  const connection = await store.connect(address, { client: {}, clients: 1 });
  try {
    const named = { optimization: '', bench: '', dataSeed: 0, runSeed: spec.runSeed, given: {} };
    const call = callOf(connection, named, bench, { name: '' });
    const harness = async (keys: readonly number[]) => {
      const { errors, errorSample } = await runSlice(call, keys, 1, systemClock);
      if (errors > 0) throw new Error(`${errors} of ${keys.length} calls failed: ${errorSample}`);
    };
    const { gc } = globalThis;
    return await alternate(driver.loop, harness, {
      ...{ calls: spec.calls, repeats: spec.repeats, repeatNs: spec.repeatNs, clock: systemClock },
      key: (ordinal) => draw(spec.runSeed, streamOf('harness rate'), ordinal).between(1, read.keys),
      coin: coins(spec.runSeed, `harness rate ${spec.store}`),
      ...(gc === undefined ? {} : { collect: () => void gc() }),
    });
  } finally {
    await connection.close();
    await driver.close();
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function readCounters(side: OpenSide): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [name, read] of Object.entries(side.counters)) values[name] = await read();
  return values;
}

function serve(): (request: Request, onEvent: () => void) => Promise<unknown> {
  let current: (Measurer & OpenMeasurer) | null = null;
  const begun = (): Measurer & OpenMeasurer => {
    if (current === null) throw new Error('no comparison was begun');
    return current;
  };
  return async (request, onEvent) => {
    switch (request.kind) {
      case 'begin':
        current = await begin(request.spec);
        return null;
      case 'digest':
        return begun().digest(request.calls);
      case 'warm':
        return begun().warm(request.request);
      case 'session':
        return begun().session(request.ms);
      case 'openPair':
        return begun().openPair(request.pair);
      case 'finish':
        return begun().finish();
      case 'task':
        return task(request.spec);
      case 'drill':
        return drillOf(request.spec, onEvent);
      case 'burst':
        return burstOf(request.spec);
      case 'beside':
        return beside(request.spec, onEvent);
      case 'alternate':
        return alternately(request.spec);
      default:
        return unreachable(request);
    }
  };
}

const handle = serve();
/** Nobody is told any more once the other end has closed. */
const tell = (reply: Reply): void => void (process.connected && process.send?.(reply));
process.on('message', ({ id, request }: Envelope) => {
  handle(request, () => tell({ id, event: true })).then(
    (result) => tell({ id, result }),
    (error: unknown) => tell({ id, error: messageOf(error) }),
  );
});
process.once('disconnect', () => {
  const leave = () => process.exit(0);
  setTimeout(leave, END_MS);
  atEnd().then(leave, leave);
});
