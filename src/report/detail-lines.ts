/** Below a result in the terminal: both variants' percentiles, each with its interval and with n. */
import type { OpenArm } from '../experiment/open-record.ts';
import type { Comparison } from '../experiment/record.ts';
import { drillLine } from './drill-part.ts';
import { count, duration } from './format.ts';
import { latenciesOf, latenciesOfArm, percentilesLine, percentileText } from './percentiles.ts';
import { levelOf, levelText } from './spread.ts';
import { metricName, speedIsShown } from './view.ts';

/** None where no time may be shown, and none of a task, whose every duration stands in the report. */
export function detailLines(comparison: Comparison): readonly string[] {
  const { evidence } = comparison;
  if (!speedIsShown(comparison) || evidence.shape === 'task') return [];
  const names = [comparison.baseline, comparison.variant];
  const width = Math.max(...names.map(({ length }) => length));
  const lines =
    evidence.shape === 'drill'
      ? [[drillLine(evidence, 'baseline')], [drillLine(evidence, 'candidate')]]
      : evidence.shape === 'calls'
        ? (['baseline', 'candidate'] as const).map((side) => [
            percentilesLine(latenciesOfArm(evidence[side])),
            ...decidingLine(comparison, side),
          ])
        : [evidence.baseline, evidence.candidate].map(openLines);
  return lines.flatMap((texts, i) =>
    texts.map((text, line) => `    ${(line === 0 ? (names[i] ?? '') : '').padEnd(width)}  ${text}`),
  );
}

/** Of a mean or a rate, which is no percentile: `per second 13 013/s [12 900, 13 120], n 6 510`. */
function decidingLine(comparison: Comparison, side: 'baseline' | 'candidate'): readonly string[] {
  const level = comparison.metric === 'mean' || comparison.metric === 'perSecond' ? levelOf(comparison, side) : null;
  return level === null ? [] : [`${metricName(comparison.metric)} ${levelText(level)}`];
}

function openLines({ counts, response, service, lag }: OpenArm): string[] {
  const lost = `${count(counts.failed)} failed, ${count(counts.timedOut)} timed out, ${count(counts.dropped)} dropped`;
  const [p99] = latenciesOf(lag).percentiles.filter(({ name, ns }) => name === 'p99' && ns !== null);
  const late = p99 === undefined ? `lag at most ${duration(lag.maxNs)}` : `lag p99 ${percentileText(p99)}`;
  return [
    `response  ${percentilesLine(latenciesOf(response))}`,
    `service   ${percentilesLine(latenciesOf(service))}`,
    `${late}, ${lost}; ${count(counts.answered - counts.wrong)} of ${count(counts.due)} answered rightly`,
  ];
}
