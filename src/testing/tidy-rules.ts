/** The house style, as far as a test can hold it. Pure functions over the sources; line counts of functions and `any` are held by biome. */
import { banned, codeOf, isTest, type Rule, type Source } from './sources.ts';

const MOST_LINES = 300;
const perFile =
  (judge: (source: Source) => string | null): Rule =>
  (sources) =>
    sources.flatMap((source) => {
      const says = judge(source);
      return says === null ? [] : [`${source.path} ${says}`];
    });

export const fileLength: Rule = perFile(({ text }) => {
  const lines = text.trimEnd().split('\n').length;
  return lines > MOST_LINES ? `has ${lines} lines, more than ${MOST_LINES}: part it` : null;
});

export const opening: Rule = perFile(({ path, text }) =>
  isTest(path) || !path.startsWith('src/') || /^(#!.*\n)?\/[/*]/.test(text)
    ? null
    : 'does not open with a line that says what it is for',
);

/** A file is named for its one idea, and an id is the path of its file. The technique folders keep the application's own names. */
export const names: Rule = perFile(({ path }) => {
  const parts = path.split('/');
  const file = parts.at(-1) ?? '';
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.servers|\.alone)?(\.test|\.config)?\.(ts|js)$/.test(file)) return 'is not named in kebab-case';
  if (/^index\.(ts|js)$/.test(file)) return 'is a barrel: import from the file that holds the thing';
  const isOptimization = parts[0] === 'optimizations' && !path.endsWith('.test.ts');
  return isOptimization && !/^optimizations\/[a-z]+(_[a-z]+)*\/[^/]+\.ts$/.test(path)
    ? 'is not optimizations/<technique>/<name>.ts'
    : null;
});

const HAS_DEFAULT = /^export default\b|^export \{[^}]*\bas default\b/m;
export const defaultExports: Rule = perFile(({ path, text }) => {
  const isOptimization = path.startsWith('optimizations/') && !path.endsWith('.test.ts');
  const has = HAS_DEFAULT.test(codeOf(text));
  if (isOptimization) return has ? null : 'has no default export: the catalogue would not find it';
  return has && path !== 'vitest.config.ts' && !isTest(path) ? 'has a default export; only optimisations have one' : null;
});

export const barrels: Rule = banned(
  /^export\s+(type\s+)?(\*|\{[^}]*\})(\s+as\s+\w+)?\s+from\b/,
  'passes on what another file exports',
  () => true,
);

/** Where the clock and chance may come from outside, and why. */
export const NONDETERMINISTIC: ReadonlyMap<string, string> = new Map([
  ['src/clock.ts', 'is the clock that everything else is given'],
  ['src/random.ts', 'is where seeds are drawn'],
]);
export const chance: Rule = banned(
  /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)/,
  'takes time or chance from outside; it is given a clock or a seed instead',
  (path) => !NONDETERMINISTIC.has(path),
);

/** Processes of their own end themselves. */
export const EXITING: ReadonlyMap<string, string> = new Map([
  ['src/cli.ts', 'ends the program'],
  ['src/worker.ts', 'ends when its parent has gone'],
  ['src/watchdog.ts', 'ends when its work is done'],
  ['src/keeper.ts', 'ends when what it keeps has ended'],
  ['src/prisma/migrate.ts', 'ends as Prisma ended'],
]);
export const exits: Rule = banned(
  /\bprocess\.exit(Code)?\b/,
  'exits; it returns a code or throws instead',
  (path) => !EXITING.has(path) && !isTest(path),
);

/** Where text leaves the program, and how it is without secrets there. */
export const LEAVING: ReadonlyMap<string, string> = new Map([
  ['src/cli.ts', 'wraps the streams of every command'],
  ['src/keeper.ts', 'wraps its log'],
  ['src/prisma/migrate.ts', 'wraps the streams that Prisma writes to'],
]);
const streams = banned(
  /\bprocess\.(stdout|stderr)\b/,
  'names a stream of the process; it is given one that hides secrets',
  (path) => !LEAVING.has(path) && !isTest(path) && !path.startsWith('src/provision/fixtures/'),
);
const WRITES = /\b(writeFile|appendFile|createWriteStream)(Sync)?\(/;
const files: Rule = perFile(({ path, text }) => {
  const leaves = /^src\/(commands|experiment|report)\//.test(path) && !isTest(path);
  return leaves && WRITES.test(codeOf(text)) && !/from '\.\.\/redact\.ts'/.test(text)
    ? 'writes a file without src/redact.ts, so that secrets could stand in it'
    : null;
});
export const redaction: Rule = (sources) => [...streams(sources), ...files(sources)];

export const leftOnly: Rule = banned(
  /\b(test|it|describe|suite)(\.\w+)*\.only\b/,
  'holds the other tests off with .only',
  isTest,
);
/** What takes the machine's lock: two such files at a time would refuse each other. */
export const alone: Rule = banned(
  /\b(startCli|startSmoke|smokeRun|scratchProject|measureRates)\(/,
  'measures, for which it takes the lock of the whole machine: its file is to be called .alone.test.ts',
  (path) => path.endsWith('.test.ts') && !path.endsWith('.alone.test.ts'),
);
export const consoles: Rule = banned(/\bconsole\.\w+\(/, 'writes to the console; it is given a stream instead', () => true);
export const anyTypes: Rule = (sources) =>
  sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index, lines) => {
      const isAny = /(:|\bas|<|,|\|)\s*any\b(?!\s+\w)/.test(codeOf(line).replace(/'[^']*'|`[^`]*`/g, ''));
      return isAny && !REASONED.test(lines[index - 1] ?? '') && !REASONED.test(lines[index - 2] ?? '')
        ? [`${path}:${index + 1} has an any without a biome-ignore that says why`]
        : [];
    }),
  );
const REASONED = /biome-ignore [\w/]+: .{8,}/;
export const suppressions: Rule = (sources) =>
  sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const isMute =
        (/biome-ignore/.test(line) && (!REASONED.test(line) || line.includes('<explanation>'))) ||
        /@ts-(ignore|nocheck)/.test(line);
      return isMute ? [`${path}:${index + 1} silences a check without saying why`] : [];
    }),
  );

/** Places of one machine, and marks of work left undone. */
export const strayWords: Rule = (sources) =>
  sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const word = /(?<![\w$}*.~-])\/(work|tmp|root)\/|\.\.\/shared\b|\b(TODO|FIXME|XXX)\b(?! #\d)/.exec(line);
      return word ? [`${path}:${index + 1} says ${word[0]}, which does not belong here`] : [];
    }),
  );
