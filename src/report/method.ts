/** Environment and method: on what the run was made, with which settings and data, and how a verdict is reached. */
import type { DatasetRecord, RunRecord } from '../experiment/record.ts';
import type { TrustRecord } from '../experiment/trust-record.ts';
import { controlsPart } from './controls.ts';
import { bytes, count, elapsed, memory, moment, NOT_MEASURED, plain, plural, share, shortDigest } from './format.ts';
import { codeBlock } from './glyph.ts';
import { type Html, html, type Part } from './html-template.ts';
import { serversPart } from './servers.ts';
import { storeName } from './view.ts';

const facts = (pairs: readonly (readonly [string, Part])[]): Html =>
  html`<dl class="kv">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

function machine({ environment }: RunRecord): Html {
  const packages = Object.entries(environment.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  return html`<h3>Machine</h3>${facts([
    ['Processor', `${environment.cpu}, ${plural(environment.cores, 'core')}`],
    ['Memory', memory(environment.memoryBytes)],
    ['System', `${environment.os}, kernel ${environment.kernel}`],
    ['Node', environment.node],
    ['Foreign load', environment.foreignLoad ?? 'not measured'],
    ['Packages', packages.length === 0 ? 'none recorded' : packages.map(([name, version]) => `${name} ${version}`).join(', ')],
  ])}`;
}

const numberIn = (constants: RunRecord['constants'], name: string): number | null => {
  const value = constants[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};
/** What is shown beside verdicts. */
const LOADS: readonly (readonly [string, Part])[] = [
  [
    'Open load',
    'calls are sent when they are due, by a Poisson process, whatever became of the ones before; times count from then on. Variants take turns in windows, so it is shown and never judged',
  ],
  [
    'Percentiles',
    'shown only where ten calls lie beyond them (p50 from 20 calls on, p90 from 100, p99 from 1 000, p99.9 from 10 000), with 95 % intervals by order statistics, which take calls to be independent',
  ],
];

/** The tool's own, by its last long self-test. */
function falseAlarms(trust: TrustRecord | null): Part {
  if (trust === null) return 'not known: the record names no self-test';
  const { trials, falseAlarms: alarms, excludedAbove, commit, machine, startedAt } = trust;
  return `of ${count(trials)} comparisons of equal variants ${count(alarms)} ${alarms === 1 ? 'was' : 'were'} told apart, which excludes a rate above ${share(excludedAbove)} at 95 % (self-test of commit ${commit ?? 'unknown'}, ${moment(startedAt)}, on ${machine}; docs/trust.md)`;
}

/** How a verdict is reached, in words, with the constants where the record holds them. */
function method({ constants, comparisons, selftest }: RunRecord): Html {
  const [ops, alpha, equal, discarded] = ['opsPerSlice', 'alpha', 'equivalenceAlpha', 'mostDiscarded'].map((name) =>
    numberIn(constants, name),
  );
  const looks = comparisons.flatMap(({ evidence }) =>
    evidence.shape === 'calls' && evidence.looks.length > 0 ? [evidence.looks] : [],
  )[0];
  const judged = comparisons.filter(({ evidence }) => evidence.shape !== 'open' && evidence.shape !== 'drill');
  const margins = [...new Set(judged.map((c) => c.margin))].sort((a, b) => a - b).map(share);
  const bounds = [...new Set(judged.map((c) => c.equivalence))].sort((a, b) => a - b).map(share);
  const range = (list: readonly string[]) =>
    list.length === 0 ? '' : list.length === 1 ? `, ${list[0]}` : `, ${list[0]} to ${list.at(-1)} by metric and lanes`;
  return html`<h3>How a verdict is reached</h3>${facts([
    [
      'Slice',
      `the same calls for each variant in turn${ops == null ? '' : `, ${count(ops)} a client`}; their questions are drawn before the clock starts`,
    ],
    ['Block', 'one slice of the baseline and one of the candidate, in an order drawn anew; their log-ratio is one value'],
    [
      'Session',
      'fresh connections, warmed, then blocks; its effect is the Hodges–Lehmann estimate of the blocks (the median of their pairwise means), so that one slow block moves little',
    ],
    [
      'Interval',
      `Student’s t over sessions, because sessions and not calls are independent${alpha == null ? '' : `; error rate ${share(alpha)} split over the looks`}`,
    ],
    [
      'Looks',
      looks === undefined
        ? 'none recorded'
        : `after ${looks.map(count).join(', ')} sessions, and then no more: stopping early costs no false alarms`,
    ],
    [
      'Verdict',
      `better or worse only when the whole interval lies beyond the margin${range(margins)}; “same” only when it lies within its bounds${range(bounds)}${equal == null ? '' : `, shown at ${share(equal)}`}; else inconclusive`,
    ],
    ['Tasks', 'long calls are repeated in the order A B B A; a repeat counts as a session does'],
    ...LOADS,
    ['False alarms', falseAlarms(selftest ?? null)],
    ['Answers', 'both variants answer the same questions, untimed; different digests make the comparison invalid'],
    [
      'Discards',
      discarded == null
        ? 'a session disturbed from outside counts for nothing and is listed with its reason'
        : `a disturbed session counts for nothing and is listed; more than ${share(discarded)} of them make a comparison invalid`,
    ],
  ])}`;
}

function loads(dataset: DatasetRecord): Part {
  if (dataset.loads.length === 0)
    return html`<p class="note">No store was loaded in this run: the data stood there already, or the run ended before.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Loading"><table class="data"><thead><tr><th scope="col">Loaded into</th><th scope="col" class="r">Rows</th><th scope="col" class="r">Time</th><th scope="col" class="r">Rows a second</th><th scope="col" class="r">Most memory of the loader</th></tr></thead><tbody>${dataset.loads.map(
    (load) =>
      html`<tr><th scope="row">${storeName(load.store)}</th><td class="r">${count(load.rows)}</td><td class="r">${elapsed(load.seconds * 1_000)}</td><td class="r">${count(Math.round(load.rowsPerSecond))}</td><td class="r">${load.peakRssBytes > 0 ? bytes(load.peakRssBytes) : NOT_MEASURED}</td></tr>`,
  )}</tbody></table></div>`;
}
function data({ dataset }: RunRecord): Html {
  if (dataset === null) return html`<h3>Data</h3><p class="note">No data set was made before the run ended.</p>`;
  return html`<h3>Data</h3><p class="note">Seed ${dataset.seed}, scale ${plain(dataset.scale)}, Faker ${dataset.fakerVersion}, reference date ${moment(dataset.referenceDate)}, digest <span class="mono">${dataset.digest}</span>. The data are a function of the seed and the scale alone.</p><div class="scroll" tabindex="0" role="group" aria-label="Tables"><table class="data"><thead><tr><th scope="col">Table</th><th scope="col">Store</th><th scope="col" class="r">Rows</th><th scope="col" class="r">Size</th><th scope="col">Digest</th></tr></thead><tbody>${dataset.tables.map(
    (table) =>
      html`<tr><th scope="row">${table.table}</th><td>${storeName(table.store)}</td><td class="r">${count(table.rows)}</td><td class="r">${bytes(table.bytes)}</td><td class="mono">${shortDigest(table.digest)}</td></tr>`,
  )}</tbody></table></div>${loads(dataset)}`;
}

function constantsPart({ constants }: RunRecord): Part {
  const entries = Object.entries(constants);
  if (entries.length === 0) return html`<p class="note">The record holds no constants.</p>`;
  return html`<details class="more"><summary>All constants of the engine (${entries.length})</summary><div class="scroll" tabindex="0" role="group" aria-label="Constants"><table class="data"><thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead><tbody>${entries.map(
    ([name, value]) =>
      html`<tr><th scope="row" class="mono">${name}</th><td class="mono">${JSON.stringify(value) ?? 'undefined'}</td></tr>`,
  )}</tbody></table></div></details>`;
}

export const methodSection = (record: RunRecord): Html =>
  html`<section id="method" aria-labelledby="method--h"><h2 id="method--h">Environment and method</h2><div class="cols"><div>${machine(record)}<h3>Run</h3>${facts(
    [
      ['Seeds', `data ${record.run.dataSeed}, run ${record.run.runSeed}`],
      ['Planned', plural(record.run.planned, 'comparison')],
      ['Tool', `mhbench ${record.run.toolVersion}`],
    ],
  )}${codeBlock('Command of this run', [record.run.command])}</div><div>${method(record)}</div></div>
${controlsPart(record)}${serversPart(record)}${data(record)}${constantsPart(record)}</section>`;
