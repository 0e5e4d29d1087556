/** The one place through which whatever leaves the program passes: lines, events, records, reports and logs lose their secrets here. */
import { readFile, writeFile } from 'node:fs/promises';

/** Stands where a secret stood. */
export const HIDDEN = '***';

/** Shorter ones stand inside too many words, and hide nothing from anybody. */
const LEAST_LETTERS = 4;
/** From this length on a secret is found inside other words as well: by chance it stands in none. */
const CERTAIN_LETTERS = 12;
/** Words that every report is full of. A password that is one of them is no secret, and replacing it would take the word out of every sentence. */
const PUBLIC =
  /^(postgres|postgresql|redis|kafka|neo4j|mongo|mongodb|bench|mhbench|milkyhoop|default|admin|root|password|secret|true|false|none)$/i;

const secrets = new Set<string>();
let pattern: RegExp | null = null;

/** From now on this text is a secret of the process. Gives it back, so that it is kept where it is made or read. */
export function keepSecret(secret: string): string {
  if (secret.length < LEAST_LETTERS || PUBLIC.test(secret) || secrets.has(secret)) return secret;
  secrets.add(secret);
  // The longest first, or one that begins another would leave that one's end.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  pattern = new RegExp(longestFirst.flatMap(spellings).join('|'), 'g');
  return secret;
}

/** All that are known, for tests. */
export const keptSecrets = (): readonly string[] => [...secrets];

/** As it is, in an address, and between quotation marks. */
function spellings(secret: string): readonly string[] {
  const ways = new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const alone = (text: string): string => `(?<![A-Za-z0-9])${text}(?![A-Za-z0-9])`;
  const escaped = [...ways].map((way) => way.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return secret.length >= CERTAIN_LETTERS ? escaped : escaped.map(alone);
}

const SECRET_NAME = /(password|passwd|secret|token)$/i;

/** Keeps what an environment holds of secrets: variables that are called so, and the passwords of addresses. */
export function keepSecretsOf(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (SECRET_NAME.test(name)) keepSecret(value);
    else if (value.includes('://') && URL.canParse(value)) keepSecretOfUrl(value);
  }
}

/** Keeps the password of an address, as it is written there and as it is meant. */
function keepSecretOfUrl(url: string): void {
  const { password } = new URL(url);
  keepSecret(password);
  try {
    keepSecret(decodeURIComponent(password));
  } catch {
    // A lone percent sign: the password is meant as it is written.
  }
}

/** What is a password by its place, whoever made it: in an address (but for the word that shows how one is written), after a name that says so, in a statement. */
const BY_PLACE: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@'"]*):(?!password@)[^\s/?#]+@/gi, `$1:${HIDDEN}@`],
  [/\b((?:ssl)?password|passwd|pwd)=(?!\*\*\*)[^\s&"',;]+/gi, `$1=${HIDDEN}`],
  [/\b(requirepass|masterauth)\s+(?!\*\*\*)[^\s"']+/gi, `$1 ${HIDDEN}`],
  [/\b(PASSWORD)\s+'(?!\*\*\*')(?:[^']|'')+'/gi, `$1 '${HIDDEN}'`],
];

/** The text without secrets. */
export function redact(text: string): string {
  const known = pattern === null ? text : text.replace(pattern, HIDDEN);
  return BY_PLACE.reduce((before, [place, shown]) => before.replace(place, shown), known);
}

/** Every text of a record without secrets; names of its fields stay, so that it keeps its shape. */
export const redactedJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (typeof part === 'string' ? redact(part) : part));

/** The stream, through which nothing secret is written. */
export function redacting<S extends NodeJS.WritableStream>(stream: S): S {
  const write = (chunk: string | Uint8Array, ...rest: readonly never[]): boolean =>
    stream.write(typeof chunk === 'string' ? redact(chunk) : chunk, ...rest);
  return Object.create(stream, { write: { value: write } });
}

/** Takes secrets out of a file that somebody else wrote, such as the log of a server that has ended. A file without any is not touched. */
export async function redactFile(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const shown = redact(text);
  if (shown !== text) await writeFile(path, shown);
}
