/** One window of one variant under an open load: every outcome counted, and three times of each call kept apart. */
import { messageOf } from '../errors.ts';
import { type ErrorClass, errorClasses } from './error-classes.ts';
import type { EventLoopFigures } from './event-loop.ts';
import { type Kept, nsHistogram } from './histogram.ts';
import { type OpenLoopOptions, type Outcomes, openLoop } from './open-loop.ts';
import { shapeOf } from './slice.ts';

/** due = sent + dropped; sent = answered + failed + timedOut. */
export interface WindowCounts {
  readonly due: number;
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly dropped: number;
  /** Answered, with another number of rows than the other variant's answer to the same question. */
  readonly wrong: number;
}

export interface WindowReport {
  readonly counts: WindowCounts;
  readonly errorClasses: ErrorClass[];
  readonly elapsedNs: number;
  /** When the last arrival was due, and when it was sent or dropped. */
  readonly lastDueNs: number;
  readonly lastHandledNs: number;
  /** Completion − intended start; the time-out for calls that had no answer until then, or a variant that fails would look fast. */
  readonly response: Kept;
  /** Completion − actual send, of answered calls. */
  readonly service: Kept;
  /** Actual send − intended start. */
  readonly lag: Kept;
  readonly eventLoop: EventLoopFigures;
}

export interface OpenWindow {
  readonly report: WindowReport;
  /** A cheap mark of each answer by arrival; `UNANSWERED` where there was none. */
  readonly shapes: Int32Array;
}
export const UNANSWERED = -2;

export interface OpenWindowOptions extends Omit<OpenLoopOptions, 'outcomes'> {
  /** Begins to watch the event loop; see `watchEventLoop`. */
  readonly watch: () => () => EventLoopFigures;
}

export async function openWindow(options: OpenWindowOptions): Promise<OpenWindow> {
  const { due, timeoutNs } = options;
  const tally = windowTally(due.length, timeoutNs);
  const watched = options.watch();
  const { elapsedNs, lastHandledNs } = await openLoop({ ...options, outcomes: tally.outcomes });
  const eventLoop = watched();
  return {
    report: { ...tally.figures(), elapsedNs, lastDueNs: due.at(-1) ?? 0, lastHandledNs, eventLoop },
    shapes: tally.shapes,
  };
}

type Figures = Pick<WindowReport, 'counts' | 'errorClasses' | 'response' | 'service' | 'lag'>;

function windowTally(due: number, timeoutNs: number) {
  const [response, service, lag] = [nsHistogram(), nsHistogram(), nsHistogram()];
  const classes = errorClasses();
  const shapes = new Int32Array(due).fill(UNANSWERED);
  const counts = { due, sent: 0, answered: 0, failed: 0, timedOut: 0, dropped: 0, wrong: 0 };
  const outcomes: Outcomes = {
    dropped() {
      counts.dropped += 1;
    },
    sent(_, lagNs) {
      counts.sent += 1;
      lag.record(lagNs);
    },
    answered(n, answer, { responseNs, serviceNs }) {
      counts.answered += 1;
      response.record(responseNs);
      service.record(serviceNs);
      shapes[n] = shapeOf(answer);
    },
    failed(_, error) {
      counts.failed += 1;
      classes.add(messageOf(error));
    },
    timedOut() {
      counts.timedOut += 1;
      response.record(timeoutNs);
    },
  };
  const kept = (histogram: typeof response): Kept => {
    const { histogram: text, maxNs } = histogram.distribution();
    return { histogram: text, maxNs };
  };
  const figures = (): Figures => ({
    counts: { ...counts },
    errorClasses: classes.list(),
    response: kept(response),
    service: kept(service),
    lag: kept(lag),
  });
  return { outcomes, shapes, figures };
}
