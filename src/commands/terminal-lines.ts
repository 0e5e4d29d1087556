/** What each event of a run says, as lines for people and as slim JSON. Pure; `terminal.ts` draws. */
import { unreachable } from '../errors.ts';
import { judgeClaims } from '../experiment/claims.ts';
import type { DrillEvidence } from '../experiment/drill-record.ts';
import type { RunEvent } from '../experiment/events.ts';
import type { OpenArm, OpenEvidence } from '../experiment/open-record.ts';
import type { Comparison, ConfirmationRecord, Verdict } from '../experiment/record.ts';
import type { CallsEvidence, HalfEvidence, TaskEvidence } from '../experiment/record-evidence.ts';
import { controlLine } from '../report/controls.ts';
import { detailLines } from '../report/detail-lines.ts';
import { bytes, count, elapsed, significant } from '../report/format.ts';
import { leftOutLines } from '../report/left-out.ts';
import { nameOfGroup } from '../report/skipped.ts';
import { resultLine, summaryLines } from '../report/summary.ts';

export type Tone = 'good' | 'bad' | 'dull' | 'strong' | 'plain';
export interface Line {
  readonly tone: Tone;
  readonly text: string;
}

const line = (tone: Tone, text: string): Line => ({ tone, text });
/** The first column: what kind of step it was. */
const step = (word: string): string => word.padEnd(10);
const seconds = (value: number): string => elapsed(value * 1_000);

/** The lines that stay. An event that only moves the progress says nothing here. */
export function linesOf(event: RunEvent): readonly Line[] {
  switch (event.kind) {
    case 'planned':
      return [line('strong', plannedText(event))];
    case 'note':
      return [line('plain', `● ${step('note')}${event.line}`)];
    case 'server':
      return [
        line(
          'good',
          `✔ ${step(event.origin === 'local' ? 'start' : 'attach')}${event.name} ${event.version} on ${event.endpoint}, from ${event.source} (${seconds(event.seconds)})`,
        ),
      ];
    case 'seeded':
      return [
        line(
          'good',
          `✔ ${step('seed')}${event.store} ${count(event.rows)} rows (${seconds(event.seconds)}, ${count(Math.round(event.rowsPerSecond))} rows/s, ${bytes(event.peakRssBytes)} memory)`,
        ),
      ];
    case 'optimization':
      return [line('strong', `  ${event.id}${event.at === null ? '' : `  ${event.at}`}`)];
    case 'measuring':
      return [];
    case 'control':
      return [
        line(
          CONTROL_TONES[event.control.state],
          `${CONTROL_SIGNS[event.control.state]} ${step('control')}${controlLine(event.control)}`,
        ),
      ];
    case 'comparison':
      return [
        line(TONES[event.comparison.verdict], resultLine(event.comparison)),
        ...detailLines(event.comparison).map((text) => line('dull', text)),
      ];
    case 'confirmation':
      return [line('plain', `● ${step('again')}${confirmationText(event.confirmation)}`)];
    case 'left out':
      return leftOutLines(event.comparisons).map((text) => line('dull', `– ${text}`));
    case 'not chosen':
      return [line('dull', `– ${nameOfGroup(event.ids)}  not run: ${event.reason}; ${event.remedy}`)];
    case 'skipped':
      return [line('dull', `– ${event.id}  not run: ${event.reason}; ${event.remedy}`)];
    case 'failed':
      return [line('bad', `✖ ${event.id}  failed: ${event.error}`)];
    case 'finished':
      return closingLines(event);
    default:
      return unreachable(event);
  }
}

const CONTROL_TONES = { passed: 'good', failed: 'bad', 'one lane': 'bad', 'not judged': 'dull' } as const;
const CONTROL_SIGNS = { passed: '✔', failed: '✖', 'one lane': '✖', 'not judged': '–' } as const;

/** A claim that was broken rests on this comparison; this is the second look at it. */
const confirmationText = ({ key, runSeed, comparison, failure }: ConfirmationRecord): string =>
  comparison === null
    ? `${key}, with run seed ${runSeed}: it could not be measured again: ${failure ?? ''}`
    : `with run seed ${runSeed} on other servers: ${resultLine(comparison)}`;

const TONES: Readonly<Record<Verdict, Tone>> = {
  better: 'good',
  worse: 'bad',
  same: 'plain',
  inconclusive: 'dull',
  invalid: 'bad',
};

function plannedText(event: Extract<RunEvent, { kind: 'planned' }>): string {
  const { runId, profile, scale, dataSeed, runSeed, comparisons } = event;
  const head = `mhbench  run ${runId}  profile ${profile}  scale ${scale}  seed ${dataSeed}  run seed ${runSeed}`;
  return `${head}  ${count(comparisons)} comparison${comparisons === 1 ? '' : 's'}, about ${seconds(event.seconds)}`;
}

/** The one line that is drawn over while a comparison is measured. */
export function statusText(event: Extract<RunEvent, { kind: 'measuring' }>): string {
  const percent = event.total === 0 ? 0 : Math.floor((event.done / event.total) * 100);
  const effect = event.effect === null ? '' : `  candidate ÷ baseline ${significant(event.effect)}`;
  return `[${String(percent).padStart(3)}%] ${event.label}  session ${event.session}${effect}  ${event.remainingSeconds > 0 ? `${seconds(event.remainingSeconds)} left` : 'over its time'}`;
}

const LOG_LINES = 20;
const SUMMARY_TONES: Readonly<Record<string, Tone>> = { '✔': 'good', '✖': 'bad', '◇': 'dull', '–': 'dull' };
/** Verdict counts, then each failure with its server's last words, and last where the report is. */
function closingLines({ record, reportPath, resume }: Extract<RunEvent, { kind: 'finished' }>): readonly Line[] {
  const logs = record.failed.filter(({ log }) => log.length > 0);
  return [
    line('plain', ''),
    ...summaryLines(record).map((text) => line(SUMMARY_TONES[text.charAt(0)] ?? 'plain', text)),
    ...logs.flatMap(({ id, log }) => [
      line('bad', `  last log lines of ${id}:`),
      ...log.slice(-LOG_LINES).map((text) => line('dull', `    ${text}`)),
    ]),
    ...(resume === null ? [] : [line('strong', `go on: ${resume}`)]),
    line('strong', `report: ${reportPath}`),
  ];
}

/** With `--quiet`: failures, wrong answers, and where the report is. */
export function quietLinesOf(event: RunEvent): readonly Line[] {
  if (event.kind === 'comparison') return event.comparison.verdict === 'invalid' ? linesOf(event) : [];
  if (event.kind === 'finished') return linesOf(event).slice(-1);
  return event.kind === 'failed' ? [...linesOf(event), line('plain', `  repeat: ${event.repeat}`)] : [];
}

/** Workflow commands: GitHub shows them beside the commit. */
export function githubLines(event: RunEvent): readonly string[] {
  if (event.kind === 'failed') return [annotation('error', event.id, `${event.error}; repeat: ${event.repeat}`)];
  if (event.kind === 'skipped') return [annotation('warning', event.id, `not run: ${event.reason}; ${event.remedy}`)];
  if (event.kind !== 'comparison' || event.comparison.verdict !== 'invalid') return [];
  return [annotation('error', event.comparison.id, resultLine(event.comparison))];
}

function annotation(level: 'error' | 'warning', id: string, message: string): string {
  const data = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const title = id.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=mhbench ${title}::${data}`;
}

/** An event for `--json`: without histograms and the arrays of single blocks, which stand in run.json. */
export function slimEvent(event: RunEvent): unknown {
  if (event.kind === 'comparison') return { ...event, comparison: slimComparison(event.comparison) };
  if (event.kind === 'confirmation') {
    const { comparison } = event.confirmation;
    return { ...event, confirmation: { ...event.confirmation, comparison: comparison && slimComparison(comparison) } };
  }
  if (event.kind === 'control')
    return { ...event, control: { ...event.control, comparison: slimComparison(event.control.comparison) } };
  if (event.kind !== 'finished') return event;
  const { run, comparisons, skipped, failed } = event.record;
  const verdicts = comparisons.map(({ verdict }) => verdict);
  const counts = Object.fromEntries(
    [...new Set(verdicts)].map((verdict) => [verdict, verdicts.filter((v) => v === verdict).length]),
  );
  return {
    kind: event.kind,
    run,
    verdicts: counts,
    skipped: skipped.length,
    failed: failed.length,
    claims: judgeClaims(event.record).map(({ id, variant, at, claim, state, why, p, adjustedP, alarm, again }) => ({
      ...{ id, variant, at, claim, state, why, p, adjustedP, alarm, again },
    })),
    notRun: event.record.notRun.length,
    recordPath: event.recordPath,
    reportPath: event.reportPath,
    resume: event.resume,
  };
}

function slimComparison(comparison: Comparison): unknown {
  const { evidence } = comparison;
  if (evidence.shape === 'calls') return { ...comparison, evidence: slimCalls(evidence) };
  if (evidence.shape === 'drill') return { ...comparison, evidence: slimDrill(evidence) };
  return { ...comparison, evidence: evidence.shape === 'task' ? slimTask(evidence) : slimOpen(evidence) };
}

const slimCalls = ({ exchanged, ...half }: CallsEvidence): unknown =>
  exchanged === undefined ? slimHalf(half) : { ...slimHalf(half), exchanged: slimHalf(exchanged) };

function slimHalf({ sessions: _sessions, baseline, candidate, ...rest }: HalfEvidence): object {
  const { histogram: _first, ...slimBaseline } = baseline;
  const { histogram: _second, ...slimCandidate } = candidate;
  return { ...rest, baseline: slimBaseline, candidate: slimCandidate };
}

/** Counts, errors and percentiles; what merges stands in run.json. */
function slimOpen({ windows: _windows, baseline, candidate, ...rest }: OpenEvidence): unknown {
  const slim = ({ response, service, lag, ...arm }: OpenArm): unknown => {
    const [responses, services, lags] = [response, service, lag].map(({ histogram: _histogram, ...figures }) => figures);
    return { ...arm, response: responses, service: services, lag: lags };
  };
  return { ...rest, baseline: slim(baseline), candidate: slim(candidate) };
}

/** Figures of each repeat; the timeline stands in run.json. */
const slimDrill = ({ repeats, ...rest }: DrillEvidence): unknown => ({
  ...rest,
  repeats: repeats.map(({ steps: _steps, ...repeat }) => repeat),
});

const slimTask = ({ repeats, ...rest }: TaskEvidence): unknown => ({ ...rest, repeats: repeats.length });
