/** Failed calls by what their messages say: numbers left out, so that a thousand keys are one class, and only so many classes kept. */

const MOST_CLASSES = 10;
const MOST_LETTERS = 200;
const OTHERS = 'other messages';

export interface ErrorClass {
  readonly message: string;
  readonly calls: number;
}

export interface ErrorClasses {
  add(message: string, calls?: number): void;
  /** The most frequent first. */
  list(): ErrorClass[];
}

/** Numbers and identifiers of a single call become `#`. */
const classOf = (message: string): string => {
  const text = message
    .split('\n', 1)
    .join('')
    .replace(/\b[0-9a-f]{8,}(-[0-9a-f]{4,})*\b/gi, '#')
    .replace(/\d+/g, '#');
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
};

export function errorClasses(): ErrorClasses {
  const counts = new Map<string, number>();
  return {
    add(message, calls = 1) {
      const known = classOf(message);
      const name = counts.has(known) || counts.size < MOST_CLASSES ? known : OTHERS;
      counts.set(name, (counts.get(name) ?? 0) + calls);
    },
    list: () => [...counts].map(([message, calls]) => ({ message, calls })).sort((a, b) => b.calls - a.calls),
  };
}

/** The same classes of several windows, added up. */
export function mergedClasses(lists: readonly (readonly ErrorClass[])[]): ErrorClass[] {
  const sum = errorClasses();
  for (const { message, calls } of lists.flat()) sum.add(message, calls);
  return sum.list();
}
