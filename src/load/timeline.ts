/** What an open load saw around an event: a timeline in steps, how long nobody was answered, and the longest answer. Pure. */

/** What became of each arrival, in the order in which they were due; times are nanoseconds after the start. */
export interface Arrivals {
  readonly dueNs: Float64Array;
  /** When it was answered; NaN where it was not. */
  readonly answeredNs: Float64Array;
}
export interface Around {
  readonly eventNs: number;
  readonly endNs: number;
  readonly stepNs: number;
}
/** By intended start. */
interface TimelineStep {
  /** Milliseconds after the event; before it they are negative. */
  readonly atMs: number;
  readonly due: number;
  readonly answered: number;
  /** Of the answers to calls of this step: response times, in nanoseconds; null where there is none. */
  readonly p50Ns: number | null;
  readonly maxNs: number | null;
}
export interface Timeline {
  readonly steps: readonly TimelineStep[];
  /** The longest time after the event in which no call was answered; null when it was not over at the end. */
  readonly outageMs: number | null;
  /** The same before the event: what it is on a quiet day. */
  readonly quietMs: number;
  readonly maxMs: number;
}

const MS = 1e6;

export function timelineOf(arrivals: Arrivals, around: Around): Timeline {
  const ends = [...arrivals.answeredNs].filter((ns) => !Number.isNaN(ns)).sort((a, b) => a - b);
  const before = ends.filter((ns) => ns < around.eventNs);
  const after = ends.filter((ns) => ns >= around.eventNs);
  const responses = responsesOf(arrivals);
  return {
    steps: stepsOf(arrivals, around),
    outageMs: outageOf(after, around),
    quietMs: longestGap([0, ...before]) / MS,
    maxMs: responses.reduce((most, ns) => Math.max(most, ns), 0) / MS,
  };
}

const longestGap = (times: readonly number[]): number =>
  times.reduce((most, ns, i) => Math.max(most, i === 0 ? 0 : ns - (times[i - 1] ?? ns)), 0);

/** From the event to the first answer, or between two answers. A silence that lasts to the end is not known to be over. */
function outageOf(after: readonly number[], { eventNs, endNs }: Around): number | null {
  const last = after.at(-1);
  if (last === undefined) return null;
  const between = longestGap([eventNs, ...after]);
  return endNs - last > Math.max(between, SILENCE_NS) ? null : between / MS;
}
/** A second without an answer at the end of a drill is an outage that goes on. */
const SILENCE_NS = 1e9;

const responsesOf = ({ dueNs, answeredNs }: Arrivals): readonly number[] =>
  [...answeredNs].flatMap((end, n) => (Number.isNaN(end) ? [] : [end - (dueNs[n] ?? 0)]));

function stepsOf({ dueNs, answeredNs }: Arrivals, { eventNs, endNs, stepNs }: Around): readonly TimelineStep[] {
  const first = -Math.ceil(eventNs / stepNs);
  const count = Math.ceil((endNs - eventNs) / stepNs) - first;
  const steps = Array.from({ length: count }, () => ({ due: 0, responses: [] as number[] }));
  for (const [n, due] of dueNs.entries()) {
    const step = steps[Math.floor((due - eventNs) / stepNs) - first];
    if (step === undefined) continue;
    step.due += 1;
    const end = answeredNs[n] ?? Number.NaN;
    if (!Number.isNaN(end)) step.responses.push(end - due);
  }
  return steps.map(({ due, responses }, i) => {
    const sorted = responses.sort((a, b) => a - b);
    return {
      ...{ atMs: ((first + i) * stepNs) / MS, due, answered: sorted.length },
      p50Ns: sorted[Math.floor(sorted.length / 2)] ?? null,
      maxNs: sorted.at(-1) ?? null,
    };
  });
}
