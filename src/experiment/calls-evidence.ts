/** The evidence of a comparison of calls: every session's effect with its blocks and health, both variants' figures, the other figures' intervals. Pure. */
import type { FinishReport } from '../load/measurer.ts';
import { CALL_METRICS, type Levels } from '../load/summary.ts';
import type { WarmReport } from '../load/warm.ts';
import { interval, type Rule } from '../stats/look.ts';
import type { CallsEvidence, SecondaryMetric, SessionEvidence } from './record-evidence.ts';
import type { CallMetric, Session } from './sessions.ts';

export type GrowthUnits = Readonly<Record<string, { readonly unit: string; readonly better: 'lower' | 'higher' }>>;

interface EvidenceOptions {
  readonly metric: CallMetric;
  readonly rule: Rule;
  readonly judges: boolean;
  readonly growth: GrowthUnits;
  readonly clients: number;
  readonly warm: WarmReport | null;
}

export function callsEvidenceOf(reports: readonly Session[], finish: FinishReport, options: EvidenceOptions): CallsEvidence {
  return {
    shape: 'calls',
    sessions: reports.map((report) => sessionEvidence(report, options.metric)),
    looks: [...options.rule.looks],
    opsPerSlice: finish.opsPerSlice,
    clients: options.clients,
    baseline: { ...finish.baseline },
    candidate: { ...finish.candidate },
    ...(finish.overhead === undefined ? {} : { overhead: finish.overhead }),
    warm: options.warm,
    secondary: options.judges ? secondaryOf(reports, options) : [],
  };
}

const sessionEvidence = (report: Session, metric: CallMetric): SessionEvidence => ({
  effect: report.discarded === null ? report.metrics[metric] : null,
  discarded: report.discarded,
  wrong: report.wrong,
  blocks: [...report.blocks[metric]],
  orders: report.orders,
  metrics: { ...report.metrics, ...report.growth },
  levels: { baseline: known(report.levels.baseline), candidate: known(report.levels.candidate) },
  measuredMs: report.measuredNs / 1e6,
  health: report.health,
  ...(report.vitals === undefined ? {} : { vitals: report.vitals }),
});

/** JSON has no word for what is not a number. */
const known = ({ meanNs, perSecond }: Levels) => ({ meanNs: finite(meanNs), perSecond: finite(perSecond) });
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** The other figures with plain 99 % intervals: to be read, not to be judged. */
function secondaryOf(reports: readonly Session[], options: EvidenceOptions): SecondaryMetric[] {
  const counted = reports.filter((report) => report.discarded === null);
  const row = (metric: string, unit: string, better: 'lower' | 'higher', values: readonly (number | null)[]): SecondaryMetric => {
    const known = values.flatMap((value) => (value === null ? [] : [value]));
    const bounds = known.length < values.length ? null : interval(known, options.rule.alpha);
    return { metric, unit, better, effect: bounds && { ...bounds, confidence: 1 - options.rule.alpha }, sessions: known.length };
  };
  return [
    ...CALL_METRICS.filter((name) => name !== options.metric).map((name) =>
      row(
        name,
        name === 'perSecond' ? 'calls/s' : 'ns',
        name === 'perSecond' ? 'higher' : 'lower',
        counted.map((r) => r.metrics[name]),
      ),
    ),
    ...Object.entries(options.growth).map(([name, { unit, better }]) =>
      row(
        name,
        unit,
        better,
        counted.map((r) => r.growth[name] ?? null),
      ),
    ),
  ];
}
