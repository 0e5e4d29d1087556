/** The result of a self-test as a table for a terminal and as a page for the repository. Pure. */
import { significant } from '../report/format.ts';
import type { Sides } from '../stats/one-sided.ts';
import type { Header, Tried } from './journal.ts';
import type { Row } from './rows.ts';
import { type RowSummary, sidesOf, summaryOf } from './summary.ts';

const HEAD = ['planted', 'demanded', 'tried', 'said', 'misses', 'excluded at 95 %', ''] as const;
const STATES = { held: 'held', broken: 'BROKEN', unfinished: 'unfinished' } as const;

const cellsOf = ({ row, trials, planned, said, misses, mostMisses, bound, state }: RowSummary): readonly string[] => [
  row.planted,
  row.demanded,
  trials === planned ? `${trials}` : `${trials} of ${planned}`,
  said,
  `${misses} (at most ${mostMisses})`,
  bound === null ? '–' : `${row.bounds} above ${significant(100 * bound)} %`,
  STATES[state],
];

const plain = (text: string): string => text.replaceAll('`', '');

export interface Trials {
  readonly header: Header;
  readonly tried: readonly Tried[];
}

export function textOf({ header, tried }: Trials, chosen: readonly Row[]): string {
  const rows = summaryOf(tried, header.depth, chosen);
  const lines = rows.flatMap((summary) => {
    const [planted = '', demanded = '', times = '', said = '', misses = '', bound = '', state = ''] = cellsOf(summary);
    return [
      `${state.padEnd(10)} ${planted}: ${plain(demanded)}`,
      `           ${times} tried: ${said}; misses ${misses}; excluded ${bound}`,
    ];
  });
  return `${[...lines, '', sidesText(sidesOf(tried)), conclusion(rows)].join('\n')}\n`;
}

const sidesText = ({ above, below, p, suspect }: Sides): string =>
  `In one lane, equal variants came out slower ${above} times and faster ${below} times (chance of so lopsided a count: ${significant(p, 2)})${suspect ? ': the harness itself is suspect' : ''}.`;

export const isBroken = ({ tried, header }: Trials, chosen: readonly Row[]): boolean =>
  sidesOf(tried).suspect || summaryOf(tried, header.depth, chosen).some(({ state }) => state === 'broken');

function conclusion(rows: readonly RowSummary[]): string {
  const count = (state: RowSummary['state']) => rows.filter((row) => row.state === state).length;
  return `${count('held')} bounds held, ${count('broken')} broken, ${count('unfinished')} unfinished.`;
}

/** A page: what was planted, what was said, and what the counts exclude. */
export function pageOf({ header, tried }: Trials, chosen: readonly Row[]): string {
  const rows = summaryOf(tried, header.depth, chosen);
  const { tool, commit, depth, runSeed, machine, startedAt } = header;
  const minutes = tried.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  return `# Can the verdicts be trusted?

Known answers, planted on real servers and measured by the engine as a run uses it. A slow-down is a share of each call's own time, so that the
truth is exact however the machine drifts. \`mhbench selftest${depth === 'long' ? ' --long' : ''}\` repeats this table and ends with an error when a bound breaks.

| | |
|---|---|
| version | ${tool}, commit ${commit ?? 'unknown'} |
| machine | ${machine} |
| begun | ${startedAt} |
| run seed | ${runSeed} |
| measured | ${tried.length} trials, ${significant(minutes)} minutes within them |

${markdownTable([HEAD, ...rows.map(cellsOf)])}

${sidesText(sidesOf(tried))}
${conclusion(rows)}

"Excluded at 95 %" is what the count alone can exclude (the exact one-sided bound): no false alarm in 30 trials still allows one in ten.

## Misses

${missesOf(rows, tried)}
`;
}

const escaped = (cell: string): string => cell.replaceAll('|', '\\|');
function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function missesOf(rows: readonly RowSummary[], tried: readonly Tried[]): string {
  const planted = new Map(rows.map(({ row }) => [row.key, row.planted]));
  const missed = tried.filter(({ held }) => !held);
  if (missed.length === 0) return 'None.';
  return missed
    .map((each) => `- ${planted.get(each.row) ?? each.row} (${each.store}, trial ${each.index}): ${saidText(each)}`)
    .join('\n');
}

/** One trial in a line: what was said, with its interval and sessions. */
export function saidText({ verdict, reason, effect, sessions, state, openP99Ms, closedP99Ms }: Tried): string {
  const interval =
    effect === null ? '–' : `${significant(effect.ratio, 4)} [${significant(effect.low, 4)}, ${significant(effect.high, 4)}]`;
  const stalled =
    openP99Ms === undefined ? '' : `, p99 open ${significant(openP99Ms)} ms, closed ${significant(closedP99Ms ?? Number.NaN)} ms`;
  const why = reason === null ? '' : ` (${reason})`;
  return `${state ?? verdict}${why} ${interval}, ${sessions} sessions${stalled}`;
}
