/** The words of the page. */
import { type Html, html } from './html-template.ts';

const WORDS: readonly (readonly [string, string])[] = [
  ['times better', 'how many times faster (a latency, a duration) or more (a rate) the candidate is; below 1× is worse'],
  ['better, worse', 'the whole interval lies beyond the margin, on that side; of a price: cheaper, dearer'],
  ['same', 'the effect is shown to be smaller than a stated bound; not merely “no difference found”'],
  [
    'inconclusive',
    'cannot tell: the interval allows more than one verdict; the card says about how much more measuring would tell',
  ],
  ['invalid', 'the answers differ, or too much was discarded or failed: no speed is shown'],
  ['gain, price', 'the work that an optimisation should make faster, and the work, space and time that pay for it'],
  ['counted', 'an exact reading of a lane, such as the bytes of an index: it has no interval because it needs none'],
  [
    'session, block, slice',
    'the units of evidence: a slice is some calls of one variant, a block one slice of each, a session many blocks on fresh connections',
  ],
  [
    'open, closed load',
    'closed: so many clients, each asks again when it is answered, which is what is judged; open: so many calls a second, whatever the answers take, which is what users do',
  ],
  [
    'response, service, lag',
    'of an open load: completion counted from when the call was due, and from when it was sent; and how late it was sent',
  ],
  ['lane', 'one variant’s own copy of the data, loaded like every other one, with its change applied'],
  [
    'tier',
    'how closely the variants stood: one lane, two copies of the data, two servers, or in turns (ABBA); the further apart, the wider the interval',
  ],
  ['sweep', 'the same comparison at several values of a circumstance, such as the number of rows'],
  ['baseline, candidate', 'the state before, and the changed state that is compared with it'],
];

export const glossarySection = (): Html =>
  html`<section id="glossary" aria-labelledby="glossary--h"><h2 id="glossary--h">Glossary</h2><dl class="gl">${WORDS.map(
    ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`,
  )}</dl></section>`;
