import { systemClock } from '../../src/clock.ts';
import { recorder } from '../../src/load/recorder.ts';
import { runSlice } from '../../src/load/slice.ts';
import type { MicroBench } from '../../src/micro/micro-bench.ts';
import { draw, streamOf } from '../../src/random.ts';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.ts';

const SLICE = 20;
const questions = Array.from({ length: SLICE }, (_, i) => i);
const blocks = (count: number) => {
  const d = draw(1, streamOf('blocks'), count);
  return Array.from({ length: count }, () => d.next() - 0.5);
};

const hodgesLehmannOf = (count: number): MicroBench => ({
  name: `harness/hodges-lehmann-${count}`,
  unit: 'sessions',
  per: 1,
  open: () => {
    const values = blocks(count);
    return { call: () => hodgesLehmann(values) };
  },
});

/** What the tool itself costs: nothing of it may be large beside the calls that it times. */
export const micro: readonly MicroBench[] = [
  {
    name: 'harness/empty-call',
    unit: 'calls',
    per: SLICE,
    open: () => {
      const empty = () => Promise.resolve();
      return { call: () => runSlice(empty, questions, 1, systemClock), awaited: true };
    },
  },
  {
    name: 'harness/read-clock',
    unit: 'readings',
    per: 1_000,
    open: () => ({
      call() {
        let ns = 0;
        for (let i = 0; i < 1_000; i += 1) ns = systemClock.nowNs();
        return ns;
      },
    }),
  },
  hodgesLehmannOf(100),
  hodgesLehmannOf(500),
  {
    name: 'harness/histogram-record',
    unit: 'calls',
    per: SLICE,
    open: async () => {
      const records = recorder();
      const slice = await runSlice(() => Promise.resolve(), questions, 1, systemClock);
      return { call: () => records.add(slice) };
    },
  },
];
