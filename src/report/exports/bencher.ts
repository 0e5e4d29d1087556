/** Bencher's metric format (BMF): `{ benchmark: { measure: { value, lower_value, upper_value } } }`. Pure. */
import type { RunRecord } from '../../experiment/record.ts';
import { exportRows, secondsOf } from './rows.ts';

interface Measure {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}
type Bmf = Readonly<Record<string, Readonly<Record<string, Measure>>>>;

/** `times-better` with its interval: what a slow machine does not change. `latency` in ns, `throughput` in operations a second. */
export function bmf(record: RunRecord): Bmf {
  return Object.fromEntries(
    exportRows(record).flatMap(({ name, candidate, unit, timesBetter }) => {
      const seconds = secondsOf(candidate, unit);
      const measures = {
        ...(timesBetter !== null && {
          'times-better': { value: timesBetter.estimate, lower_value: timesBetter.low, upper_value: timesBetter.high },
        }),
        ...(seconds !== null && { latency: { value: seconds * 1e9 } }),
        ...(unit === '/s' && candidate !== null && { throughput: { value: candidate } }),
      };
      return Object.keys(measures).length === 0 ? [] : [[name, measures]];
    }),
  );
}
