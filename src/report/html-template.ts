/** A tagged template that escapes whatever it is given; markup can only come from another `html` or from a named constant. */

/** Markup that is known to be safe: made by `html`, or a constant of this program passed to `constant`. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type Part = Html | string | number | null | undefined | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand between tags and inside quoted attributes; control characters, which HTML forbids, become a visible mark. */
const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '').replace(/[^\P{Cc}\t\n]/gu, '\u{fffd}');

function rendered(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'number') {
    if (!Number.isFinite(part)) throw new Error(`a page cannot show the number ${part}`);
    return String(part);
  }
  return typeof part === 'string' ? escapeText(part) : part.map(rendered).join('');
}

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, i) => text + (i < parts.length ? rendered(parts[i]) : '')).join(''));

/** Markup, styles or script written in this program; never a value out of a record. */
export const constant = (markup: string): Html => new Html(markup);

/** Parts with something between them, such as a line break. */
export const joined = (parts: readonly Part[], between: Part): Html => {
  const glue = rendered(between);
  return new Html(parts.map(rendered).join(glue));
};

/** Text that may break after a slash: ids are long, phones are narrow. */
export const breakable = (text: string): Html => new Html(escapeText(text).replaceAll('/', '/<wbr>'));
