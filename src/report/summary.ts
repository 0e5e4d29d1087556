/** The last lines of a run for the terminal, in plain text, with the report's own figures and words. */
import { judgeClaims } from '../experiment/claims.ts';
import { TIMES_AS_WIDE } from '../experiment/constants.ts';
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { claimLine, claimTally } from './claims.ts';
import { effectText, NOT_MEASURED, plural, quantityPair } from './format.ts';
import { partText } from './head.ts';
import { leftOutGroups } from './left-out.ts';
import { priceSentence } from './prices.ts';
import { freeGains, riskOf, riskyGains } from './ranking.ts';
import { idsByFolder, type SkippedGroup, skippedGroups } from './skipped.ts';
import { settlingCommand, unsettledLine, unsettledOf } from './unsettled.ts';
import { atText, costsOf, countVerdicts, figuresOf, gainsOf, isSmoke, metricName, timesOf, unitOf } from './view.ts';

const SIGNS = { better: '✔', worse: '▼', same: '=', inconclusive: '◇', invalid: '✖' } as const;

/** One comparison as one line: `✔ indexing/foreign-key  account_id  rows 100 000  p50  8.52 ms -> 0.0741 ms  114× [110, 119]  better`. */
export function resultLine(comparison: Comparison): string {
  const [figures, times] = [figuresOf(comparison), timesOf(comparison)];
  const pair = figures === null ? null : quantityPair(figures.baseline, figures.candidate, figures.unit).join(' -> ');
  const why = comparison.verdict === 'inconclusive' || comparison.verdict === 'invalid' ? comparison.reason : null;
  return [
    `${SIGNS[comparison.verdict]} ${comparison.id}`,
    comparison.role === 'price' ? `${comparison.variant} (price: ${comparison.bench})` : comparison.variant,
    atText(comparison.at),
    metricName(comparison.metric),
    pair,
    times === null ? NOT_MEASURED : `${effectText(times)} in ${plural(comparison.sessions, unitOf(comparison))}`,
    why === null ? comparison.verdict : `${comparison.verdict} (${why})`,
  ]
    .filter((part) => part !== null && part !== '')
    .join('  ');
}

/** `9 better, 1 worse, 2 same` of these comparisons; verdicts nobody got are left out. */
export function tallyText(comparisons: readonly Comparison[]): string {
  const verdicts = ['better', 'worse', 'same', 'inconclusive', 'invalid'] as const;
  const counted = verdicts.map((verdict) => [countVerdicts(comparisons, verdict), verdict] as const).filter(([n]) => n > 0);
  return counted.length === 0 ? 'none' : counted.map(([n, verdict]) => `${n} ${verdict}`).join(', ');
}

function bestLine(record: RunRecord, gain: Comparison, mark: string): string {
  const times = timesOf(gain);
  const at = atText(gain.at);
  const what = `${gain.id}: ${gain.variant}${at === '' ? '' : `, ${at}`}`;
  return `  ${mark} ${what}  ${times === null ? NOT_MEASURED : effectText(times)}  price: ${priceSentence(record, gain)}`;
}

function verdictLines(record: RunRecord): string[] {
  if (record.comparisons.length === 0) return ['no comparison was finished'];
  if (isSmoke(record)) {
    const wrong = countVerdicts(record.comparisons, 'invalid');
    return [
      `smoke: ${plural(record.comparisons.length, 'comparison')} answered, ${wrong} with wrong answers; no speed was judged`,
    ];
  }
  const costs = costsOf(record);
  const unpinned = record.comparisons.filter(({ cpus }) => cpus.layout === 'none').length;
  return [
    `gains: ${tallyText(gainsOf(record))}`,
    ...(costs.length === 0 ? [] : [`prices: ${tallyText(costs)}`]),
    ...(unpinned === 0 ? [] : [`unpinned: ${plural(unpinned, 'comparison')}, whose margins are ${TIMES_AS_WIDE}`]),
  ];
}

/** Each claim with its state, and how many there are of each. */
function claimLines(record: RunRecord): string[] {
  const claims = isSmoke(record) ? [] : judgeClaims(record);
  return claims.length === 0 ? [] : [`claims: ${claimTally(claims)}`, ...claims.map(claimLine)];
}

/** One as one line; several that one reason skipped as how many they are, and below a line a folder. */
const skippedLines = ({ ids, reason, remedy }: SkippedGroup): readonly string[] =>
  ids.length === 1
    ? [`– skipped ${ids.join()}: ${reason}; ${remedy}`]
    : [`– skipped ${ids.length}: ${reason}; ${remedy}`, ...belowLines(ids)];

/** A line a folder, where there are several. */
const belowLines = (ids: readonly string[]): readonly string[] =>
  ids.length === 1 ? [] : idsByFolder(ids).map((text) => `    ${text}`);

/** What was not settled, what it would take, and the command for it. */
function unsettledLines(record: RunRecord): string[] {
  const unsettled = unsettledOf(record);
  if (unsettled.length === 0) return [];
  const command = settlingCommand(record, unsettled);
  const settle = command === null ? [] : [`  settle: ${command}`];
  return [`not settled: ${plural(unsettled.length, 'comparison')}`, ...unsettled.map(unsettledLine), ...settle];
}

/** Verdict counts, the three best gains with their price, the claims, then what was skipped and what failed with the command that repeats it. */
export function summaryLines(record: RunRecord): string[] {
  const { status, planned } = record.run;
  const [best, risky] = isSmoke(record) ? [[], []] : [freeGains(record).slice(0, 3), riskyGains(record).slice(0, 3)];
  const part = partText(record.run);
  return [
    ...(part === '' ? [] : [part]),
    ...(status === 'complete'
      ? []
      : [`run ${status}: ${record.comparisons.length} of ${planned} planned comparisons are finished`]),
    ...verdictLines(record),
    ...(best.length === 0 ? [] : ['do these first:', ...best.map((gain, i) => bestLine(record, gain, `${i + 1}.`))]),
    ...(risky.length === 0
      ? []
      : [
          'faster, if you accept what it gives up:',
          ...risky.flatMap((gain) => [bestLine(record, gain, '–'), `    if you accept that ${riskOf(record, gain)}`]),
        ]),
    ...claimLines(record),
    ...unsettledLines(record),
    ...leftOutGroups(record.notRun).flatMap(({ says, ids }) => [`– ${says}`, ...belowLines(ids)]),
    ...skippedGroups(record.skipped).flatMap(skippedLines),
    ...record.failed.flatMap((failure) => [`✖ failed ${failure.id}: ${failure.error}`, `  repeat: ${failure.repeat}`]),
  ];
}
