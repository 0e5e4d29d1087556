/** What a candidate costs, baseline beside candidate: timed prices with their interval, readings exact. */
import type { Comparison, OptimizationRecord, ReadingRecord, RunRecord } from '../experiment/record.ts';
import { effectCell } from './forest.ts';
import { changeText, NOT_MEASURED, quantityPair } from './format.ts';
import { verdictOf } from './glyph.ts';
import { type Html, html, type Part } from './html-template.ts';
import type { Colour } from './palette.ts';
import { levelsOf } from './spread.ts';
import { bar } from './svg.ts';
import { atText, capital, costsOf, figuresOf, inWords, metricName, timesOf } from './view.ts';

const SIZE = { width: 120, height: 8 };

interface Cells {
  readonly values: readonly [number, number] | null;
  readonly unit: string;
  readonly dearer: boolean;
  /** What stands beneath each value; none of what was counted. */
  readonly spreads: readonly [string, string];
}
const beneath = (spread: string): Part => spread !== '' && html`<br><span class="sub">${spread}</span>`;
const COUNTED = ['', ''] as const;

function valueCells({ values, unit, dearer, spreads }: Cells): Html {
  if (values === null) return html`<td class="dash">${NOT_MEASURED}</td><td class="dash">${NOT_MEASURED}</td>`;
  const most = Math.max(...values.map(Math.abs));
  const [first, second] = quantityPair(values[0], values[1], unit);
  const part = (value: number) => (most === 0 ? 0 : Math.abs(value) / most);
  const colour: Colour = dearer ? 'worse' : 'base';
  return html`<td>${bar(part(values[0]), 'base', SIZE)}<span>${first}</span>${beneath(spreads[0])}</td><td>${bar(part(values[1]), colour, SIZE)}<span>${second}</span>${beneath(spreads[1])}</td>`;
}

function comparisonRow(cost: Comparison): Html {
  const figures = figuresOf(cost);
  const values = figures === null ? null : ([figures.baseline, figures.candidate] as const);
  const at = atText(cost.at);
  const [before, after] = levelsOf(cost) ?? [];
  return html`<tr><th scope="row">${cost.description}<br><span class="sub">${cost.variant}${at !== '' && `, ${at}`} · ${metricName(cost.metric)}</span></th>${valueCells({ values, unit: figures?.unit ?? '', dearer: cost.verdict === 'worse', spreads: [before?.spread ?? '', after?.spread ?? ''] })}<td class="r">${effectCell(timesOf(cost))}</td><td>${verdictOf(cost)}</td></tr>
`;
}
function readingRows(reading: ReadingRecord): Part {
  const at = atText(reading.at);
  const { baseline } = reading;
  return reading.values.map(({ variant, value }) => {
    const heading = html`<th scope="row">${capital(inWords(reading.name))}<br><span class="sub">${variant}${at !== '' && `, ${at}`}</span></th>`;
    if (value === null || baseline === null)
      return html`<tr>${heading}${valueCells({ values: null, unit: '', dearer: false, spreads: COUNTED })}<td class="r">${NOT_MEASURED}</td><td class="mut">not known</td></tr>
`;
    const dearer = reading.better === 'lower' ? value > baseline : value < baseline;
    const change = value === baseline ? 'the same' : value > 0 && baseline > 0 ? changeText(value / baseline) : 'changed';
    return html`<tr>${heading}${valueCells({ values: [baseline, value], unit: reading.unit, dearer, spreads: COUNTED })}<td class="r">${change}</td><td class="mut">counted once</td></tr>
`;
  });
}

/** The price of the whole optimisation: every candidate, every value of its sweep. */
export function pricePart(record: RunRecord, optimization: OptimizationRecord): Html {
  const costs = costsOf(record).filter((cost) => cost.id === optimization.id);
  if (costs.length === 0 && optimization.readings.length === 0) {
    return html`<p class="note">No price was measured for this optimisation in this run.</p>`;
  }
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Price of ${optimization.id}"><table class="price"><thead><tr><th scope="col">What is paid</th><th scope="col">${optimization.baseline}</th><th scope="col">Candidate</th><th scope="col" class="r">Change</th><th scope="col">How known</th></tr></thead><tbody>
${costs.map(comparisonRow)}${optimization.readings.map(readingRows)}</tbody></table></div><p class="how"><b>How to read:</b> grey is the baseline, red-brown what is dearer with the change. Timed prices are “times better” with their interval, so below 1× is dearer; counted ones are exact and have none.</p>`;
}
