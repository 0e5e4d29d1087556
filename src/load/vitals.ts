/** How the load generator itself fared during a session: garbage collection, delays of its event loop, and how busy it was. */
import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';

export interface Vitals {
  readonly gcMs: number;
  readonly eventLoopDelayP99Ns: number;
  /** Share of the time in which the event loop was busy, from 0 to 1. */
  readonly utilization: number;
}

const RESOLUTION_MS = 10;
const MS_PER_NS = 1e-6;

/** Begins to watch; the function it returns ends that and says what was seen. */
export function watchVitals(): () => Vitals {
  let gcMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const before = performance.eventLoopUtilization();
  return () => {
    delay.disable();
    for (const { duration } of observer.takeRecords()) gcMs += duration;
    observer.disconnect();
    const { utilization } = performance.eventLoopUtilization(before);
    // The monitor's own interval is no delay.
    const eventLoopDelayP99Ns = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) - RESOLUTION_MS / MS_PER_NS);
    return { gcMs, eventLoopDelayP99Ns, utilization };
  };
}
