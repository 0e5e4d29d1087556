/** OpenMetrics' text, for Prometheus and what reads it: gauges of one run. Pure. */
import type { RunRecord } from '../../experiment/record.ts';
import { exportRows, secondsOf } from './rows.ts';

const label = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const labels = (values: Readonly<Record<string, string>>): string =>
  `{${Object.entries(values)
    .map(([name, value]) => `${name}="${label(value)}"`)
    .join(',')}}`;

interface Family {
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly (readonly [Readonly<Record<string, string>>, number])[];
}

/** A family without a sample is left out. */
function familyText({ name, unit, help, samples }: Family): string {
  if (samples.length === 0) return '';
  const head = [`# TYPE ${name} gauge`, ...(unit === '' ? [] : [`# UNIT ${name} ${unit}`]), `# HELP ${name} ${label(help)}`];
  return [...head, ...samples.map(([values, value]) => `${name}${labels(values)} ${value}`), ''].join('\n');
}

export function openMetrics(record: RunRecord): string {
  const rows = exportRows(record);
  const times = rows.flatMap(({ name, baseline, candidate, unit, comparison }) =>
    (['baseline', 'candidate'] as const).flatMap((side) => {
      const seconds = secondsOf(side === 'baseline' ? baseline : candidate, unit);
      const of = { case: name, variant: comparison[side === 'baseline' ? 'baseline' : 'variant'], side };
      return seconds === null ? [] : [[of, seconds] as const];
    }),
  );
  const ratios = rows.flatMap(({ name, timesBetter }) =>
    timesBetter === null
      ? []
      : (['estimate', 'low', 'high'] as const).map((bound) => [{ case: name, bound }, timesBetter[bound]] as const),
  );
  const verdicts = rows.map(({ name, comparison: { verdict } }) => [{ case: name, verdict }, 1] as const);
  const families: readonly Family[] = [
    {
      ...{ name: 'mhbench_effect_ratio', unit: 'ratio', samples: ratios },
      help: 'How many times better the candidate is, with its interval.',
    },
    {
      ...{ name: 'mhbench_time_seconds', unit: 'seconds', samples: times },
      help: 'The deciding time of either variant.',
    },
    { name: 'mhbench_verdict', unit: '', samples: verdicts, help: 'The verdict of each comparison.' },
  ];
  return `${families.map(familyText).join('')}# EOF\n`;
}
