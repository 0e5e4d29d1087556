/** Servers named by URL: MHBENCH_POSTGRES_URL and its likes, read strictly. No message here repeats any part of a URL, which holds a password. Pure. */
import { type Endpoint, SERVER_KINDS, type ServerKind } from './provisioner.ts';

/** Of each kind, the variable that names a server. */
export const variableOf = (kind: ServerKind): string => `MHBENCH_${kind.toUpperCase()}_URL`;
export const URL_VARIABLES: readonly string[] = SERVER_KINDS.map(variableOf);

/** Why a pooler is not taken by URL. */
const POOLER =
  'a pooler that is there already does not know the passwords of the roles that a run makes; leave it unset, and a private PgBouncer is put before the PostgreSQL that is used';

interface Form {
  /** How it is written, for whoever wrote it wrongly. */
  readonly form: string;
  /** Schemes, and whether each means TLS. */
  readonly schemes: Readonly<Record<string, boolean>>;
  readonly port: number;
  readonly user: 'required' | 'optional' | 'none';
  readonly database: { readonly pattern: RegExp; readonly is: string; readonly fallback: string | null };
  /** What a parameter's value means; `tls` and `clear` say how the server is spoken to, `nothing` changes nothing. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, 'tls' | 'clear' | 'nothing'>>>>;
  /** Words of others who read the same variable. */
  readonly ignored?: readonly string[];
}

const NAME = { pattern: /^[^\0/]+$/, is: 'a name' };
const TRUTH = { true: 'tls', false: 'clear' } as const;

const FORMS: Readonly<Record<Exclude<ServerKind, 'pgbouncer'>, Form>> = {
  postgres: {
    form: 'postgres://USER:PASSWORD@HOST:PORT/DATABASE',
    schemes: { postgres: false, postgresql: false },
    port: 5432,
    user: 'required',
    database: { ...NAME, fallback: null },
    parameters: { sslmode: { disable: 'clear', require: 'tls', 'verify-ca': 'tls', 'verify-full': 'tls' } },
    ignored: ['schema'], // Prisma's.
  },
  redis: {
    form: 'redis://USER:PASSWORD@HOST:PORT',
    schemes: { redis: false, rediss: true },
    port: 6379,
    user: 'optional',
    database: { pattern: /^\d{1,5}$/, is: 'the number of a database', fallback: '0' },
    parameters: {},
  },
  mongodb: {
    form: 'mongodb://USER:PASSWORD@HOST:PORT',
    schemes: { mongodb: false },
    port: 27017,
    user: 'optional',
    // Lanes are databases of their own.
    database: { ...NAME, fallback: '' },
    parameters: { tls: TRUTH, ssl: TRUTH, authSource: { admin: 'nothing' }, directConnection: { true: 'nothing' } },
  },
  kafka: {
    form: 'kafka://HOST:PORT',
    schemes: { kafka: false },
    port: 9092,
    user: 'none',
    database: { pattern: /^$/, is: 'nothing', fallback: '' },
    parameters: {},
  },
  neo4j: {
    form: 'neo4j://USER:PASSWORD@HOST:PORT',
    schemes: { neo4j: false, bolt: false, 'neo4j+s': true, 'bolt+s': true },
    port: 7687,
    user: 'optional',
    database: { ...NAME, fallback: 'neo4j' },
    parameters: {},
  },
};

export interface Given {
  readonly kind: ServerKind;
  readonly variable: string;
  readonly endpoint: Endpoint;
}

/** Every server that is named by URL, and every mistake in the URLs, each with the variable it stands in. */
export function givenServers(env: Readonly<Record<string, string | undefined>>): {
  readonly servers: readonly Given[];
  readonly problems: readonly string[];
} {
  const read = SERVER_KINDS.flatMap((kind) => {
    const variable = variableOf(kind);
    const text = env[variable] ?? '';
    return text === '' ? [] : [{ kind, variable, ...readUrl(kind, text) }];
  });
  return {
    servers: read.flatMap(({ kind, variable, endpoint }) => (endpoint === null ? [] : [{ kind, variable, endpoint }])),
    problems: read.flatMap(({ variable, problems }) => problems.map((problem) => `${variable}: ${problem}.`)),
  };
}

interface Read {
  readonly endpoint: Endpoint | null;
  readonly problems: readonly string[];
}

/** The kind of server that a URL's scheme speaks of. */
export const kindOfUrl = (text: string): ServerKind | null =>
  SERVER_KINDS.find(
    (kind) => kind !== 'pgbouncer' && Object.keys(FORMS[kind].schemes).some((scheme) => text.startsWith(`${scheme}://`)),
  ) ?? null;

/** Where the server is that a URL names, or everything that is wrong with the URL. */
export function readUrl(kind: ServerKind, text: string): Read {
  if (kind === 'pgbouncer') return { endpoint: null, problems: [POOLER] };
  const form = FORMS[kind];
  const scheme = Object.keys(form.schemes).find((name) => text.startsWith(`${name}://`));
  if (scheme === undefined) return { endpoint: null, problems: [`it must have the form ${form.form}`] };
  if (!URL.canParse(text))
    return {
      endpoint: null,
      problems: [`it cannot be read as ${form.form}; a letter such as @ : / # ? % in a part is written %40 %3A …`],
    };
  const url = new URL(text);
  const parts = partsOf(url, form);
  const transport = transportOf(url, form, form.schemes[scheme] === true);
  const problems = [...parts.problems, ...transport.problems];
  return { endpoint: problems.length > 0 ? null : { ...parts.endpoint, ...(transport.tls && { tls: true }) }, problems };
}

function partsOf(url: URL, form: Form): { readonly endpoint: Endpoint; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const decoded = (name: string, text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      problems.push(`its ${name} is not percent-encoded; write % as %25`);
      return '';
    }
  };
  const endpoint = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? form.port : Number(url.port),
    user: decoded('user', url.username),
    password: decoded('password', url.password),
    database: databaseOf(decoded('database', url.pathname.replace(/^\//, '')), form, problems),
  };
  if (url.hostname.includes(',')) problems.push('it names several hosts; name one');
  else if (!/^[a-z0-9._:-]+$/i.test(endpoint.host)) problems.push('it names no host');
  if (endpoint.port === 0) problems.push('0 is no port of a server');
  if (form.user === 'required' && url.username === '') problems.push('it names no user');
  if (form.user === 'none' && url.username + url.password !== '')
    problems.push('it names a user, and only servers without authentication can be used');
  if (url.hash !== '') problems.push('it has a #; in a password it is written %23');
  return { endpoint, problems };
}

function databaseOf(name: string, { database }: Form, problems: string[]): string {
  if (name !== '' && database.pattern.test(name)) return name;
  if (name === '' && database.fallback !== null) return database.fallback;
  problems.push(name === '' ? 'it names no database' : `what follows the host must be ${database.is}`);
  return '';
}

/** Whether what is said goes encrypted. What is not understood is refused, because it might have asked for just that. */
function transportOf(url: URL, form: Form, byScheme: boolean): { readonly tls: boolean; readonly problems: readonly string[] } {
  const wanted: string[] = [];
  const names = [...new Set(url.searchParams.keys())].filter((name) => form.ignored?.includes(name) !== true);
  const problems = names.flatMap((name) => {
    const meanings = form.parameters[name];
    if (meanings === undefined) return [unknownParameter(form)];
    const values = url.searchParams.getAll(name);
    const meaning = values.length === 1 ? meanings[values[0] ?? ''] : undefined;
    if (meaning === undefined) return [`its ${name} must be ${Object.keys(meanings).join(', ')}, once`];
    wanted.push(meaning);
    return [];
  });
  if (wanted.includes('tls') && wanted.includes('clear')) problems.push('its parameters ask for TLS and for none');
  return { tls: byScheme || wanted.includes('tls'), problems: [...new Set(problems)] };
}

function unknownParameter({ parameters }: Form): string {
  const known = Object.keys(parameters);
  return `it has parameters that are not understood; ${known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`}`;
}
