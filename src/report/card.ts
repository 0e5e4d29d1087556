/** One card an optimisation: question, answer, change, price, every comparison with its evidence, and the command that repeats it. */
import { type JudgedClaim, judgeClaims } from '../experiment/claims.ts';
import { type FoundSize, foundSizes } from '../experiment/expected.ts';
import type { Comparison, LaneRecord, OptimizationRecord, RunRecord } from '../experiment/record.ts';
import { acceptedFor, acceptedText } from './accepted.ts';
import { changePart } from './change-diff.ts';
import { claimsPart } from './claims-part.ts';
import { comparisonPart } from './comparison-part.ts';
import { expectedPart } from './expected-part.ts';
import { effectCell } from './forest.ts';
import { bytes, estimateText, intervalText, milliseconds, plural, share } from './format.ts';
import { codeBlock, verdictMark, verdictOf } from './glyph.ts';
import { breakable, type Html, html, type Part } from './html-template.ts';
import { pageOf } from './page.ts';
import { pricePart } from './price-table.ts';
import { priceSentence } from './prices.ts';
import { bestGains, riskOf } from './ranking.ts';
import { tallyText } from './summary.ts';
import { type Anchors, atText, countVerdicts, isSmoke, storeName, type Times, timesOf, titleOfId } from './view.ts';
import { waitsText } from './waits.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** The scale of the whole data set. */
const FULL_SIZE = 1;
const DEFAULTS = { profile: 'quick', scale: 0.1 };
/** The exact command that measures this optimisation again: same data, same order, same questions. */
function repeatCommand({ run }: RunRecord, id: string): string {
  const profile =
    run.profile === DEFAULTS.profile ? '' : ` --profile ${/^[\w-]+$/.test(run.profile) ? run.profile : quoted(run.profile)}`;
  const scale = run.profile === DEFAULTS.profile && run.scale === DEFAULTS.scale ? '' : ` --scale ${run.scale}`;
  const load = run.load === undefined ? '' : ` ${run.load}`;
  return `npm run bench -- --only ${quoted(id)}${profile}${scale} --seed ${run.dataSeed} --run-seed ${run.runSeed}${load}`;
}

const sentence = (best: Comparison, times: Times): Html => {
  const at = atText(best.at);
  return html`${best.variant}: “${best.description}”${at !== '' && `, ${at},`} becomes <b>${estimateText(times)} better</b> ${intervalText(times)}, ${share(times.confidence)} interval`;
};
/** The answer to the question, as far as this run gives one. */
function answer(record: RunRecord, gains: readonly Comparison[], id: string): Part {
  if (gains.length === 0) return 'No gain was compared in this run.';
  if (isSmoke(record)) return 'A smoke run judges no speed.';
  if (gains.every(({ evidence }) => evidence.shape === 'open' || evidence.shape === 'drill'))
    return `Open loads and drills are shown, and not judged by pairs. Of ${plural(gains.length, 'gain comparison')}: ${tallyText(gains)}.`;
  const best = bestGains(record).find((gain) => gain.id === id);
  const times = best === undefined ? null : timesOf(best);
  const tallied = `Of ${plural(gains.length, 'gain comparison')}: ${tallyText(gains)}.`;
  if (best === undefined || times === null) {
    return countVerdicts(gains, 'worse') > 0
      ? `No: nothing is better. ${tallied}`
      : `Not shown: nothing is proven better. ${tallied}`;
  }
  const risk = riskOf(record, best);
  return html`${sentence(best, times)}${risk !== null && html`, if you accept that ${risk}`}. Price: ${priceSentence(record, best)}. ${tallied}`;
}

const UNDONE = { statements: 'by its undo statements, read back', dropped: 'lane dropped', failed: 'failed' } as const;
function laneRow(lane: LaneRecord): Html {
  const [at, waits] = [atText(lane.at), waitsText(lane)];
  return html`<tr><th scope="row">${lane.variants.join(', ')}${at !== '' && html`<br><span class="sub">${at}</span>`}</th><td>${milliseconds(lane.applyMs)}${waits !== '' && html`<br><span class="sub">${waits}</span>`}</td><td>${bytes(lane.bytes)}</td><td class="ch">${
    lane.changes.length === 0 ? 'nothing' : html`<ul>${lane.changes.map((change) => html`<li class="mono">${change}</li>`)}</ul>`
  }</td><td>${lane.undone === 'failed' ? verdictMark('invalid', 'failed') : UNDONE[lane.undone]}</td></tr>`;
}
function lanesPart(optimization: OptimizationRecord): Html {
  if (optimization.lanes.length === 0) return html`<p class="note">No lane was recorded.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Lanes of ${optimization.id}"><table class="data lanes"><thead><tr><th scope="col">Lane of</th><th scope="col">Applied in (once)</th><th scope="col">Size</th><th scope="col">Read back: + new, − gone</th><th scope="col">Taken back</th></tr></thead><tbody>${optimization.lanes.map(laneRow)}</tbody></table></div>`;
}

/** The verdict that the closed card shows: of its best gain, else of its first. */
function headline(record: RunRecord, gains: readonly Comparison[], id: string): Part {
  const shown = bestGains(record).find((gain) => gain.id === id) ?? gains[0];
  return shown === undefined
    ? html`<span class="dash">–</span>${verdictMark('notrun', 'not run')}`
    : html`<span class="hl">${effectCell(timesOf(shown))}<span class="sub">${shown.variant}${shown.at !== null && `, ${atText(shown.at)}`}</span></span>${verdictOf(shown)}`;
}

/** What stands beside its figures: notes of the run, and what was accepted about its history. */
function notesOf(record: RunRecord, { id, notes }: OptimizationRecord): Part {
  const accepted = acceptedFor(id, record.accepted ?? []);
  const all = [...notes, ...(accepted === undefined ? [] : [`In its history ${acceptedText(accepted)}.`])];
  return all.length > 0 && html`<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>`;
}

interface Cards {
  readonly anchors: Anchors;
  /** Each has a page of its own beside this one. */
  readonly paged: boolean;
}
interface CardPlace extends Cards {
  readonly claims: readonly JudgedClaim[];
  /** None where the run has another size than they are of. */
  readonly sizes: readonly FoundSize[];
  readonly open: boolean;
}
function card(record: RunRecord, optimization: OptimizationRecord, { anchors, claims, sizes, open, paged }: CardPlace): Html {
  const { id } = optimization;
  const mine = record.comparisons.filter((comparison) => comparison.id === id);
  const gains = mine.filter((comparison) => comparison.role === 'gain');
  const ordered = [...gains, ...mine.filter((comparison) => comparison.role === 'price')];
  const best = bestGains(record).find((gain) => gain.id === id) ?? ordered[0];
  const place = (comparison: Comparison) => ({
    id: anchors.comparison.get(comparison.key) ?? '',
    open: open && comparison === best,
  });
  return html`<details class="card" id="${anchors.card.get(id) ?? ''}"${open && html` open`}><summary><h3>${titleOfId(id)} <span class="mut">${storeName(optimization.store)} · ${breakable(id)}</span></h3>${headline(record, gains, id)}</summary><div class="body">
<dl class="kv"><dt>Question</dt><dd>${optimization.question}</dd><dt>Answer</dt><dd>${answer(record, gains, id)}</dd><dt>When</dt><dd>${optimization.adopt}</dd><dt>When not</dt><dd>${optimization.avoid}</dd></dl>
${notesOf(record, optimization)}
<h4>Claims</h4>${claimsPart(
    id,
    claims.filter((claim) => claim.id === id),
    isSmoke(record),
  )}
${expectedPart(
  id,
  sizes.filter((size) => size.id === id),
)}
<h4>Change</h4>${changePart(optimization)}
<h4>Comparisons</h4>${ordered.length === 0 ? html`<p class="note">No comparison of it was finished; see <a href="#problems">Problems</a>.</p>` : ordered.map((c) => comparisonPart(optimization, c, place(c)))}
<h4>Price</h4>${pricePart(record, optimization)}
<h4>Applied and undone</h4>${lanesPart(optimization)}
<h4>Repeat it</h4>${codeBlock(`Repeat ${id}`, [repeatCommand(record, id)])}${paged && pageOf(id) !== null && html`<p class="note"><a href="${pageOf(id)}">A page of its own</a>, in the folder of this run.</p>`}</div></details>
`;
}

export function cardsSection(record: RunRecord, { anchors, paged }: Cards): Html {
  const head = html`<section id="cards" aria-labelledby="cards--h"><h2 id="cards--h">Optimisations</h2>`;
  const ranked = [...bestGains(record).map((gain) => gain.id), ...record.optimizations.map((o) => o.id)];
  const unique = record.optimizations
    .filter((o, i, all) => all.findIndex((other) => other.id === o.id) === i)
    .sort((a, b) => ranked.indexOf(a.id) - ranked.indexOf(b.id));
  if (unique.length === 0) return html`${head}<p class="note">No optimisation was begun in this run.</p></section>`;
  const first = unique[0]?.id;
  const claims = judgeClaims(record);
  const sizes = record.run.scale === FULL_SIZE ? foundSizes(record) : [];
  return html`${head}<p class="how">A card an optimisation: what was asked, what changed, what it gained and cost, and the evidence.</p>${unique.map((o) => card(record, o, { anchors, claims, sizes, paged, open: o.id === first }))}</section>`;
}
