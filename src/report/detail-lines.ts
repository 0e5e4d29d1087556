/** Below a result in the terminal: both variants' percentiles, each with its interval and with n. */
import type { OpenArm } from '../experiment/open-record.ts';
import type { Comparison } from '../experiment/record.ts';
import { drillLine } from './drill-part.ts';
import { count, duration } from './format.ts';
import { latenciesOf, latenciesOfArm, percentilesLine } from './percentiles.ts';
import { speedIsShown } from './view.ts';

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
        ? [evidence.baseline, evidence.candidate].map((arm) => [percentilesLine(latenciesOfArm(arm))])
        : [evidence.baseline, evidence.candidate].map(openLines);
  return lines.flatMap((texts, i) =>
    texts.map((text, line) => `    ${(line === 0 ? (names[i] ?? '') : '').padEnd(width)}  ${text}`),
  );
}

function openLines({ counts, response, service, lag, goodput }: OpenArm): string[] {
  const lost = `${count(counts.failed)} failed, ${count(counts.timedOut)} timed out, ${count(counts.dropped)} dropped`;
  const late = lag.p99 === null ? `lag at most ${duration(lag.maxNs)}` : `lag p99 ${duration(lag.p99.ns)}`;
  return [
    `response  ${percentilesLine(latenciesOf(response))}`,
    `service   ${percentilesLine(latenciesOf(service))}`,
    `${late}, ${lost}, ${count(goodput)} right answers/s`,
  ];
}
