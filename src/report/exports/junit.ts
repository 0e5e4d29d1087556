/** JUnit's XML, for CI systems that show tests: a comparison is a test case. Pure. */
import { type JudgedClaim, judgeClaims } from '../../experiment/claims.ts';
import type { RunRecord } from '../../experiment/record.ts';
import { claimText, foundText } from '../claims.ts';
import { effectText } from '../format.ts';
import { isSmoke } from '../view.ts';
import { type ExportRow, exportRows } from './rows.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** Whatever is no character of XML 1.0 (its production `Char`): it cannot stand there, not even escaped. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const escaped = (text: string): string => text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly failure: string | null;
  readonly skipped: string | null;
}

/** Wrong answers and broken claims fail; what decides nothing does not. */
function ofComparison({ name, comparison, timesBetter }: ExportRow, claims: readonly JudgedClaim[]): Case {
  const broken = claims.find(({ key, state }) => key === comparison.key && state === 'broken');
  const wrong = comparison.verdict === 'invalid' ? (comparison.reason ?? 'invalid') : null;
  return {
    ...{ suite: comparison.id, name, seconds: comparison.seconds, skipped: null },
    properties: {
      verdict: comparison.verdict,
      sessions: String(comparison.sessions),
      ...(timesBetter !== null && { timesBetter: effectText(timesBetter) }),
      ...(comparison.reason !== null && { reason: comparison.reason }),
    },
    failure: wrong ?? (broken === undefined ? null : `${claimText(broken.claim)}: ${foundText(broken)}`),
  };
}

const none = { seconds: 0, properties: {} } as const;

function caseText({ suite, name, seconds, properties, failure, skipped }: Case): string {
  const listed = Object.entries(properties).map(([key, value]) => `        <property${attributes({ name: key, value })}/>\n`);
  return [
    `    <testcase${attributes({ classname: suite, name, time: seconds.toFixed(3) })}>\n`,
    ...(listed.length === 0 ? [] : ['      <properties>\n', ...listed, '      </properties>\n']),
    ...(failure === null ? [] : [`      <failure${attributes({ message: failure })}/>\n`]),
    ...(skipped === null ? [] : [`      <skipped${attributes({ message: skipped })}/>\n`]),
    '    </testcase>\n',
  ].join('');
}

/** A claim about a plan or a size is a case of its own; about a comparison it is part of that one. */
export function junit(record: RunRecord): string {
  const claims = isSmoke(record) ? [] : judgeClaims(record);
  const counted = claims.filter(({ key, state }) => key === null && state === 'broken');
  const cases: readonly Case[] = [
    ...exportRows(record).map((row) => ofComparison(row, claims)),
    ...counted.map((claim) => ({
      ...{ ...none, suite: claim.id, name: `${claim.id} / ${claim.variant} / ${claimText(claim.claim)}`, skipped: null },
      failure: foundText(claim),
    })),
    ...record.failed.map(({ id, error }) => ({ ...none, suite: id, name: id, skipped: null, failure: error })),
    ...record.skipped.map(({ id, reason, remedy }) => ({
      ...none,
      suite: id,
      name: id,
      failure: null,
      skipped: `${reason}; ${remedy}`,
    })),
  ];
  const suites = [...new Set(cases.map(({ suite }) => suite))].map((suite) => {
    const own = cases.filter((each) => each.suite === suite);
    return `  <testsuite${attributes({ name: suite, ...countsOf(own), timestamp: record.run.startedAt.slice(0, 19) })}>\n${own.map(caseText).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: `mhbench ${record.run.id}`, ...countsOf(cases) })}>\n${suites.join('')}</testsuites>\n`;
}

const countsOf = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter(({ failure }) => failure !== null).length,
  errors: 0,
  skipped: cases.filter(({ skipped }) => skipped !== null).length,
  time: cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
});
