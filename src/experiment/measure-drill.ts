/** A drill: an event that is brought about in the middle of an open load, several times for each variant, on lanes made for it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Drill, StoreName } from '../define.ts';
import { messageOf, UserError } from '../errors.ts';
import type { DrillReport } from '../load/drill.ts';
import { coins } from '../random.ts';
import type { LaneHandle } from '../stores/store.ts';
import { CONSTANTS } from './constants.ts';
import type { Cpus } from './cpus.ts';
import type { DrillEvidence, DrillRepeat } from './drill-record.ts';
import { ruleFor } from './rule.ts';
import { type Measured, named, pinAll, progress, type Subject, secondsFor } from './subject.ts';
import { drillOutcome, type Survey, surveyOf } from './survey.ts';
import type { SideName } from './task.ts';

type AnyDrill = Drill<StoreName>;
type Survivors = NonNullable<AnyDrill['survivors']>;

export async function measureDrill(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { context, comparison, bench, lanes } = subject;
  const { shape } = bench;
  if (shape?.kind !== 'drill') throw new Error(`${comparison.key} is no drill`);
  const { judges } = context.profile;
  const coin = coins(context.runSeed, comparison.key);
  const repeats: DrillRepeat[] = [];
  let handle: LaneHandle | null = null;
  for (let ordinal = 0; ordinal < context.profile.drillRepeats; ordinal += 1) {
    if (ordinal > 0 && secondsFor(subject)() <= 0) break;
    const order: readonly SideName[] = coin() ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
    for (const side of order) {
      handle = await lanes.alone(subject[side], { fresh: true, own: strikesServer(shape) });
      repeats.push(await once(subject, cpus, { shape, side, ordinal, handle }));
    }
    progress(subject)(ordinal + 1, null);
  }
  if (handle === null) throw new Error(`${comparison.key} had no time for a single repeat`);
  const { margin, equivalence } = ruleFor(comparison, 'ABBA', cpus.layout !== 'none', context.profile);
  const answers = { calls: 0, baseline: '', candidate: '', equal: true, leaves: null };
  return {
    ...{ ...drillOutcome(repeats, judges), effect: null, sessions: repeats.length / 2, sessionsNeeded: null },
    ...{ margin, equivalence, tier: 'ABBA', answers, handle, evidence: evidenceOf(shape, repeats, judges) },
  };
}

/** A smoke run has one, and a short one. */
const SMOKE_MS = { beforeMs: 300, afterMs: 1_000 } as const;
const lengthsOf = ({ beforeS, afterS }: AnyDrill, judges: boolean) =>
  judges ? { beforeMs: 1e3 * beforeS, afterMs: 1e3 * afterS } : SMOKE_MS;

function evidenceOf(shape: AnyDrill, repeats: readonly DrillRepeat[], judges: boolean): DrillEvidence {
  const { clients } = CONSTANTS.open;
  const { stepMs } = CONSTANTS.drill;
  return {
    ...{ shape: 'drill', event: eventText(shape), perSecond: shape.load.perSecond, clients, stepMs },
    ...{ ...lengthsOf(shape, judges), repeats: [...repeats] },
  };
}

/** Then no other lane may stand on what is killed or stopped. */
const strikesServer = ({ event }: AnyDrill): boolean => typeof event === 'object' && ('kill' in event || 'pause' in event);

/** What happens, in words. */
function eventText({ event }: AnyDrill): string {
  if (typeof event === 'function') return 'what the bench does to the lane';
  if ('kill' in event) return `${event.kill} is killed`;
  return 'pause' in event ? `${event.pause} stands still for ${event.forMs} ms` : event.happens;
}

interface Once {
  readonly shape: AnyDrill;
  readonly handle: LaneHandle;
  readonly side: SideName;
  readonly ordinal: number;
}

async function once(subject: Subject, cpus: Cpus, { shape, side, ordinal, handle }: Once): Promise<DrillRepeat> {
  const { report, ...happened } = await loaded(subject, cpus, { shape, side, ordinal, handle });
  return { ...repeatOf(side, report), ...happened, ...(await survivorsOf(shape, handle, report)) };
}

type Happened = Pick<DrillRepeat, 'eventMs' | 'eventError'>;

/** The load's process ends with its load: a client that is told to go may still send again what it has no answer to, while others count. */
async function loaded(
  subject: Subject,
  cpus: Cpus,
  { shape, side, ordinal, handle }: Once,
): Promise<Happened & { readonly report: DrillReport }> {
  const { context } = subject;
  await using generator = context.startGenerator();
  await pinAll({ ...subject, generator }, cpus);
  const happened: Happened = { eventMs: null, eventError: null };
  let happening: Promise<void> = Promise.resolve();
  const report = await generator.drill(
    {
      ...named(subject),
      side: { variant: subject[side].name, address: handle.address },
      request: {
        ...{ ...lengthsOf(shape, context.profile.judges), perSecond: shape.load.perSecond, ordinal },
        ...{ stepMs: CONSTANTS.drill.stepMs, timeoutMs: CONSTANTS.open.timeoutMs },
        ...{ mostInFlight: CONSTANTS.open.mostInFlight, clients: CONSTANTS.open.clients },
      },
    },
    () => {
      const startNs = context.clock.nowNs();
      happening = bringAbout(subject, handle, shape).then(
        () => {
          happened.eventMs = (context.clock.nowNs() - startNs) / 1e6;
        },
        (error: unknown) => {
          happened.eventError = messageOf(error);
        },
      );
    },
  );
  await happening;
  return { report, ...happened };
}

const repeatOf = (variant: SideName, { outageMs, quietMs, maxMs, counts, errorClasses, steps }: DrillReport) => ({
  ...{ variant, outageMs, quietMs, maxMs, counts: { ...counts }, errorClasses: [...errorClasses] },
  steps: steps.map((step) => ({ ...step })),
});

async function bringAbout(
  { signalServer, context }: Subject,
  { address, owner }: LaneHandle,
  { event }: AnyDrill,
): Promise<void> {
  if (typeof event === 'function') return await event(owner.lane as never);
  if ('happens' in event) return;
  const port = portOf('kill' in event ? event.kill : event.pause, address);
  const signal = (name: NodeJS.Signals): void => {
    if (signalServer(port, name)) return;
    throw new UserError(
      `the server on port ${port} is not the lane's own, so it is not ${'kill' in event ? 'killed' : 'stopped'}`,
      'a drill needs a store of which every lane is a server, or variants with settings of their own',
    );
  };
  if ('kill' in event) return signal('SIGKILL');
  signal('SIGSTOP');
  try {
    await pause(context.profile.judges ? event.forMs : Math.min(event.forMs, SMOKE_MS.afterMs));
  } finally {
    signal('SIGCONT');
  }
}

/** A member of the lane's topology; else the server that the lane stands on. */
const portOf = (name: string, { port, via }: LaneHandle['address']): number => via?.[name]?.port ?? port;

type Survived = Pick<DrillRepeat, 'acknowledged' | 'lost' | 'duplicated' | 'surveys' | 'unread'>;

/** Acknowledged against found, twice, each time asked anew: a reading that is not whole would count as lost what is there. */
async function survivorsOf({ survivors }: AnyDrill, handle: LaneHandle, report: DrillReport): Promise<Survived> {
  if (survivors === undefined) return { acknowledged: null, lost: null };
  const acknowledged = report.acknowledged.length;
  const surveys: Survey[] = [];
  let unread: string | null = null;
  try {
    for (let readings = 0; readings < 2; readings += 1) surveys.push(surveyOf(await readBy(survivors, handle), report));
  } catch (error) {
    unread = messageOf(error); // A server that is gone cannot be asked.
  }
  const [first] = surveys;
  return { acknowledged, lost: first?.lost ?? null, duplicated: first?.duplicated ?? null, surveys, unread };
}

/** Asks whoever answers by now: the connection from before may lead to a server that was deposed and does not know it. */
async function readBy(survivors: Survivors, { owner, reopen }: LaneHandle): Promise<readonly number[]> {
  const asked = (await reopen?.()) ?? owner;
  try {
    return await survivors(asked.lane as never);
  } finally {
    if (asked !== owner) await asked.close();
  }
}
