/** A comparison under an open load: windows of both variants in turns, A B B A, at one rate; merged for display and never judged. */
import { mergedClasses } from '../load/error-classes.ts';
import { merged } from '../load/histogram.ts';
import type { FinishReport, Measurer } from '../load/measurer.ts';
import type { OpenMeasurer, OpenPairReport } from '../load/open-measurer.ts';
import type { WindowCounts, WindowReport } from '../load/open-window.ts';
import { CONSTANTS } from './constants.ts';
import type { OpenArm, OpenEvidence } from './open-record.ts';
import { judgeOpen } from './open-verdict.ts';
import type { Outcome } from './temper.ts';

export interface OpenOptions {
  readonly perSecond: number;
  readonly clients: number;
  readonly windows: number;
  readonly windowMs: number;
  readonly judges: boolean;
  readonly runSeed: number;
  /** Which variant's window comes first. */
  readonly baselineFirst: boolean;
  /** Seconds this comparison may still take, asked before each pair of windows beyond the first. */
  readonly secondsLeft: () => number;
  readonly onWindows: (windows: number) => void;
  readonly signal: AbortSignal;
}
export interface OpenOutcome extends Outcome {
  readonly evidence: OpenEvidence;
  readonly leaves: FinishReport['leaves'];
}

type OpenSubject = OpenMeasurer & Pick<Measurer, 'finish'>;

export async function compareOpen(measurer: OpenSubject, options: OpenOptions): Promise<OpenOutcome> {
  const { timeoutMs, mostInFlight } = CONSTANTS.open;
  const { perSecond, windowMs, runSeed } = options;
  const pairs: Pair[] = [];
  for (let index = 0; 2 * index < options.windows; index += 1) {
    options.signal.throwIfAborted();
    if (index > 0 && options.secondsLeft() <= 0) break;
    const baselineFirst = index % 2 === 0 ? options.baselineFirst : !options.baselineFirst;
    const spec = { index, baselineFirst, perSecond, windowMs, timeoutMs, mostInFlight, runSeed };
    pairs.push({ baselineFirst, ...(await measurer.openPair(spec)) });
    options.onWindows(2 * pairs.length);
  }
  const finish = await measurer.finish();
  const evidence = evidenceOf(pairs, options);
  const leaves = isWhole(evidence, finish) ? finish.leaves : null;
  return { ...settle(evidence, leaves, options), evidence, leaves };
}

interface Pair extends OpenPairReport {
  readonly baselineFirst: boolean;
}

/** Data left behind can only be compared when every call of both variants did its work. */
const isWhole = ({ baseline, candidate }: OpenEvidence, finish: FinishReport): boolean =>
  [baseline, candidate].every(({ counts }) => counts.answered === counts.due) &&
  finish.baseline.errors + finish.candidate.errors === 0;

function settle(evidence: OpenEvidence, leaves: FinishReport['leaves'], { judges }: OpenOptions): Outcome {
  const rest = { effect: null, sessions: evidence.windows.length, sessionsNeeded: null };
  if (leaves !== null && !leaves.equal)
    return { verdict: 'invalid', reason: `the calls left different data behind: ${leaves.difference}`, ...rest };
  return { ...judgeOpen(evidence, judges), ...rest };
}

function evidenceOf(pairs: readonly Pair[], { perSecond, clients, windowMs }: OpenOptions): OpenEvidence {
  const windows = pairs.flatMap(({ baselineFirst, baseline, candidate }) => {
    const both = [
      { variant: 'baseline' as const, ...baseline },
      { variant: 'candidate' as const, ...candidate },
    ];
    return baselineFirst ? both : both.reverse();
  });
  return {
    shape: 'open',
    perSecond,
    clients,
    windowMs,
    timeoutMs: CONSTANTS.open.timeoutMs,
    order: windows.map(({ variant }) => (variant === 'baseline' ? 'B' : 'C')).join(''),
    windows,
    baseline: armOf(
      pairs.map(({ baseline }) => baseline),
      windowMs,
    ),
    candidate: armOf(
      pairs.map(({ candidate }) => candidate),
      windowMs,
    ),
  };
}

const sum = (windows: readonly WindowReport[], of: (window: WindowReport) => number) =>
  windows.reduce((total, window) => total + of(window), 0);

/** All windows of a variant as one; of the event loop and the rate that was kept, the worst. */
function armOf(windows: readonly WindowReport[], windowMs: number): OpenArm {
  const counts = countsOf(windows);
  const seconds = sum(windows, ({ elapsedNs }) => elapsedNs) / 1e9;
  const together = (of: (window: WindowReport) => WindowReport['lag']) => merged(windows.map(of)).distribution();
  return {
    counts,
    errorClasses: mergedClasses(windows.map(({ errorClasses }) => errorClasses)),
    goodput: seconds === 0 ? 0 : (counts.answered - counts.wrong) / seconds,
    rateKept: Math.min(1, ...windows.map((window) => rateKeptBy(window, windowMs * 1e6))),
    response: together(({ response }) => response),
    service: together(({ service }) => service),
    lag: together(({ lag }) => lag),
    eventLoop: {
      delayP99Ns: Math.max(0, ...windows.map(({ eventLoop }) => eventLoop.delayP99Ns)),
      utilisation: Math.max(0, ...windows.map(({ eventLoop }) => eventLoop.utilisation)),
    },
  };
}

/** A loop that cannot keep the rate handles its last arrival after the window. */
const rateKeptBy = ({ lastDueNs, lastHandledNs }: WindowReport, windowNs: number) =>
  windowNs / (windowNs + Math.max(0, lastHandledNs - lastDueNs));

function countsOf(windows: readonly WindowReport[]): WindowCounts {
  const total = (count: keyof WindowCounts) => sum(windows, ({ counts }) => counts[count]);
  return {
    due: total('due'),
    sent: total('sent'),
    answered: total('answered'),
    failed: total('failed'),
    timedOut: total('timedOut'),
    dropped: total('dropped'),
    wrong: total('wrong'),
  };
}
