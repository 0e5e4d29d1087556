/** The report of one run as one HTML file: a pure function of its record. Each section stands in a file of its own. */
import type { RunRecord } from '../experiment/record.ts';
import { adviceSection } from './advice.ts';
import { allSection } from './all-table.ts';
import { cardsSection } from './card.ts';
import { forestSection } from './forest.ts';
import { glossarySection } from './glossary.ts';
import { foot, headBar, metaLine } from './head.ts';
import { constant, html } from './html-template.ts';
import { methodSection } from './method.ts';
import { partOf, wayBack } from './page.ts';
import { problemsSection } from './problems.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { sweepsSection } from './sweeps.ts';
import { verdictSection, verdictSentence } from './verdict.ts';
import { anchorsOf } from './view.ts';

/** index.html of a run: no request, complete without script, and the same text for the same record. */
export const renderHtml = (record: RunRecord): string => rendered(record, { up: '', title: `mhbench run ${record.run.id}` });

/** The page of one optimisation, which stands deeper in the run's folder. */
export const renderPage = (record: RunRecord, id: string): string =>
  rendered(partOf(record, id), { up: wayBack(id), title: `mhbench ${id}, run ${record.run.id}` });

interface Place {
  /** The way to the run's folder; empty in the folder itself. */
  readonly up: string;
  readonly title: string;
}

function rendered(record: RunRecord, { up, title }: Place): string {
  const anchors = anchorsOf(record);
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}: ${verdictSentence(record)}</title><style>${constant(STYLE)}</style></head><body>
${headBar()}
<main id="top">${metaLine(record, up)}
${verdictSection(record)}
${adviceSection(record, anchors)}
${forestSection(record, anchors)}
${allSection(record, anchors)}
${sweepsSection(record)}
${cardsSection(record, { anchors, paged: up === '' })}
${methodSection(record)}
${problemsSection(record)}
${glossarySection()}
${foot(record)}</main><script>${constant(SCRIPT)}</script></body></html>
`.markup;
}
