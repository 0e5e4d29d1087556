/** Each colour once, light and dark. A mark carries the light one as an attribute, so that it survives a page whose styles are blocked. */
import { constant, type Html } from './html-template.ts';

const COLOURS = {
  bg: ['#ffffff', '#14171a'],
  wash: ['#f5f6f7', '#1c2024'],
  line: ['#dfe3e6', '#31373d'],
  edge: ['#868f98', '#7d8790'],
  ink: ['#1a1e22', '#e7eaec'],
  ink2: ['#4a525a', '#b6bdc4'],
  ink3: ['#626b74', '#98a1aa'],
  better: ['#0b6b62', '#52c7b8'],
  betterwash: ['#e1f1ef', '#14332f'],
  worse: ['#96371a', '#f19a7a'],
  worsewash: ['#faeae3', '#3c2119'],
  base: ['#7b848d', '#8d969f'],
  band: ['#e6e9ec', '#2a3036'],
  focus: ['#1a5fd0', '#84b4ff'],
} as const;
export type Colour = keyof typeof COLOURS;

export const fill = (colour: Colour): Html => constant(`class="f-${colour}" fill="${COLOURS[colour][0]}"`);
export const stroke = (colour: Colour): Html => constant(`class="s-${colour}" stroke="${COLOURS[colour][0]}"`);

/** As it is on paper, and in images. */
export const lightOf = (colour: Colour): string => COLOURS[colour][0];

const names = Object.keys(COLOURS) as Colour[];
/** The custom properties and the classes of marks, for the page's style sheet. */
export const paletteCss = (): string =>
  [
    `:root{color-scheme:light dark;${names.map((name) => `--${name}:light-dark(${COLOURS[name].join(',')})`).join(';')}}`,
    ...names.map((name) => `.f-${name}{fill:var(--${name})}.s-${name}{stroke:var(--${name})}`),
  ].join('\n');
