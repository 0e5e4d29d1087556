/** What `npm run migrate:<action>` asks of Prisma's command line, and of which database. Pure. */
import { UserError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';

/** Each action, as Prisma's own words. */
export const ACTIONS = {
  dev: ['migrate', 'dev'],
  deploy: ['migrate', 'deploy'],
  status: ['migrate', 'status'],
  reset: ['migrate', 'reset'],
  resolve: ['migrate', 'resolve'],
  generate: ['generate'],
} as const;
export type Action = keyof typeof ACTIONS;

const isAction = (word: string): word is Action => Object.hasOwn(ACTIONS, word);

export function actionOf(word: string | undefined): Action {
  if (word !== undefined && isAction(word)) return word;
  const says = word === undefined ? 'An action is missing.' : `There is no action "${word}".`;
  throw new UserError(`${says}${didYouMean(word ?? '', Object.keys(ACTIONS))}`, `There are ${Object.keys(ACTIONS).join(', ')}.`);
}

export interface Target {
  readonly url: string;
  /** The variable it was read from. */
  readonly variable: string;
  /** For people: without the password. */
  readonly shown: string;
}

const VARIABLES = ['DATABASE_URL', 'MHBENCH_POSTGRES_URL'];

/** The database to migrate. Generating a client needs none, so null is an answer. */
export function targetIn(env: Readonly<Record<string, string | undefined>>): Target | null {
  const variable = VARIABLES.find((name) => (env[name] ?? '') !== '');
  if (variable === undefined) return null;
  const url = env[variable] ?? '';
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new UserError(`${variable} is not a PostgreSQL URL.`, 'Write postgresql://user:password@host:port/database.');
  }
  const schema = parsed.searchParams.get('schema') ?? 'public';
  const shown = `${parsed.username}@${parsed.host}${parsed.pathname}, schema ${schema}`;
  return { url, variable, shown };
}

export const missingTarget = (): UserError =>
  new UserError(
    'No database is named to migrate.',
    `Set ${VARIABLES.join(' or ')} to postgresql://user:password@host:port/database, in the environment or in .env.`,
  );
