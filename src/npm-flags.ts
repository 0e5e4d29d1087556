/**
 * Catches the flags that npm keeps for itself. `npm run bench --dry-run` starts the script without the flag and leaves only a variable
 * behind, so that a dry run would become a real one. Pure: looks at the words and the environment, throws or does nothing.
 */
import { UserError } from './errors.ts';

const SWITCHES = ['dry-run', 'json', 'yes', 'bail'];
const VALUED = [
  'profile',
  'only',
  'exclude',
  'scale',
  'seed',
  'run-seed',
  'out',
  'timeout',
  'resume',
  'shard',
  'reference',
  'cpus',
  'rounds',
  'repeats',
  'ms',
];
const PROGRESS_MODES = ['auto', 'tty', 'plain', 'none'];

/** A flag that npm took. null: npm parted the value from it, and it may have arrived as a bare word. */
interface Taken {
  readonly flag: string;
  readonly value: string | null;
}

/** Throws when npm has taken flags that were meant for us. `words` are those after the script's file. */
export function checkNpmFlags(words: readonly string[], env: NodeJS.ProcessEnv): void {
  const script = env['npm_lifecycle_event'] ?? '';
  if (script === '') return;
  const fixed = scriptWords(words, env['npm_lifecycle_script'] ?? '');
  const command = fixed.length === 0 ? words.slice(0, 1) : [];
  const arrived = words.slice(fixed.length + command.length);
  const isOf = fixed[0] ?? command[0] ?? '';
  const switches = SWITCHES.filter((flag) => leftBehind(env, flag) === 'true' && !hasFlag(arrived, flag) && belongs(flag, isOf));
  const valued = VALUED.flatMap((flag) => (hasFlag(arrived, flag) ? [] : valuesTaken(env, flag)));
  const progress = env['npm_config_progress'] === 'true' ? arrived.filter((word) => PROGRESS_MODES.includes(word)) : [];
  if (switches.length + valued.length + progress.length === 0) return;
  const bare = arrived.filter((word) => !progress.includes(word));
  throw keptByNpm([`npm run ${script} --`, ...command], { switches, valued, progress, bare });
}

interface Kept {
  readonly switches: readonly string[];
  readonly valued: readonly Taken[];
  readonly progress: readonly string[];
  /** The words that did arrive. */
  readonly bare: readonly string[];
}

function keptByNpm(start: readonly string[], { switches, valued, progress, bare }: Kept): UserError {
  const parted = valued.filter(({ value }) => value === null).length;
  // One value parted from its flag and one bare word belong together; with more of them nobody knows which is which.
  const owner = parted === 1 && bare.length === 1 ? bare[0] : undefined;
  const line = [
    ...start,
    ...(parted === 0 ? bare.map(quoted) : []),
    ...switches.map((flag) => `--${flag}`),
    ...valued.map(({ flag, value }) => `--${flag} ${quoted(value ?? owner ?? '')}`),
    ...progress.map((mode) => `--progress ${mode}`),
  ].join(' ');
  const names = [...switches, ...new Set(valued.map(({ flag }) => flag)), ...(progress.length > 0 ? ['progress'] : [])];
  const strays = parted > 0 && owner === undefined && bare.length > 0;
  return new UserError(
    `npm kept ${names.map((name) => `--${name}`).join(', ')} for itself: flags for mhbench stand after --.`,
    [
      `Write: ${line}`,
      ...(strays ? [`These words lost their flag on the way: ${bare.join(' ')}.`] : []),
      'npm drops --only, --quiet, --color and the word behind them without a trace: add them if they were typed.',
      ...switches.slice(0, 1).map((name) => `If --${name} was not typed, ${name}=true stands in an .npmrc.`),
    ].join('\n'),
  );
}

const hasFlag = (words: readonly string[], flag: string): boolean =>
  words.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));

/** `yes` is a setting that people keep in their .npmrc; it only means something to `clean`. A dry run only to `run`. */
function belongs(flag: string, command: string): boolean {
  if (flag === 'yes') return command === 'clean';
  return flag !== 'dry-run' || command === 'run';
}

const leftBehind = (env: NodeJS.ProcessEnv, flag: string): string => env[`npm_config_${flag.replaceAll('-', '_')}`] ?? '';

/** npm joins a repeated flag with empty lines and gives `true` to a flag whose value stood in the next word. */
function valuesTaken(env: NodeJS.ProcessEnv, flag: string): readonly Taken[] {
  const text = leftBehind(env, flag);
  if (text === '' || text === 'false') return [];
  return text.split('\n\n').map((value) => ({ flag, value: value === 'true' ? null : value }));
}

/** The words that the script itself holds, such as `run --profile quick`; what follows them was typed. */
function scriptWords(words: readonly string[], script: string): readonly string[] {
  const parts = script.split(/\s+/);
  const own = parts.slice(parts.findIndex((part) => /mhbench(\.js)?$/.test(part)) + 1);
  return own.length <= words.length && own.every((part, index) => part === words[index]) ? own : [];
}

function quoted(word: string): string {
  if (word === '') return '<value>';
  return /^[\w./:=,@+-]+$/.test(word) ? word : `'${word}'`;
}
