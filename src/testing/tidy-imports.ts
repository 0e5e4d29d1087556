/** Who may import whom: the rules that keep the parts apart. Pure functions over the sources. */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { codeOf, isTest, type Problem, type Rule, type Source } from './sources.ts';

export interface Import {
  readonly from: string;
  /** A package or `node:` module as written, or the path of a file of ours. */
  readonly target: string;
  readonly written: string;
  readonly typeOnly: boolean;
}

const STATIC = /^(import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\s+from\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\((?:\/\*[^*]*\*\/\s*)?['"`]([^'"`$]+)/g;

export function importsOf({ path, text }: Source): readonly Import[] {
  const code = codeOf(text);
  const found = [
    ...[...code.matchAll(STATIC)].map(([, , type, written = '']) => ({ written, typeOnly: type !== undefined })),
    ...[...code.matchAll(DYNAMIC)].map(([, written = '']) => ({ written, typeOnly: false })),
  ];
  return found.map((each) => ({ ...each, from: path, target: targetOf(path, each.written) }));
}

const targetOf = (path: string, written: string): string =>
  written.startsWith('.') ? posix.join(posix.dirname(path), written) : written;

/** A rule over single imports: what it says of one, or null. */
const each =
  (judge: (one: Import) => string | null): Rule =>
  (sources) =>
    sources.flatMap(importsOf).flatMap((one): readonly Problem[] => {
      const says = judge(one);
      return says === null ? [] : [`${one.from} imports ${one.written}: ${says}`];
    });

const isWithin = (path: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));
const bare = (target: string): string => target.replace(/^node:/, '');

export const spelling: Rule = each(({ written, target }) => {
  if (builtinModules.includes(written)) return `write node:${written}`;
  // A path that ends in a slash is the fixed part of a computed one.
  return target !== written && !/(\.(ts|js|json)|\/)$/.test(written) ? 'write the ending, .ts' : null;
});

const DRIVERS = [
  'pg',
  'pg-copy-streams',
  'ioredis',
  'kafkajs',
  'neo4j-driver',
  'mongodb',
  '@prisma/adapter-pg',
  '@prisma/client',
];
export const drivers: Rule = each(({ from, target, typeOnly }) =>
  DRIVERS.includes(target) && !typeOnly && !isWithin(from, 'src/stores', 'src/testing')
    ? 'drivers are imported in src/stores alone'
    : null,
);

const STRANGERS = ['src/stores', 'src/provision', 'src/load'];
export const strangers: Rule = each(({ from, target, typeOnly }) => {
  const home = STRANGERS.find((folder) => isWithin(from, folder));
  if (home === undefined || typeOnly || isTest(from)) return null;
  return isWithin(target, ...STRANGERS.filter((folder) => folder !== home))
    ? 'stores, provision and load do not know each other'
    : null;
});

const CONTENT = ['seeders', 'benches', 'optimizations'];
export const content: Rule = each(({ from, target }) => {
  if (isWithin(from, 'src')) {
    return isWithin(target, ...CONTENT) && from !== 'src/catalog.ts' && !isTest(from)
      ? 'content is reached through src/catalog.ts'
      : null;
  }
  if (!isWithin(from, ...CONTENT) || isTest(from)) return null;
  return isWithin(from, 'seeders') ? seederImport(target) : descriptionImport(from, target);
});

const GROUND = ['src/define.ts', 'src/random.ts', 'src/errors.ts', 'src/clock.ts'];
const isGround = (target: string): boolean => GROUND.includes(target) || isWithin(target, 'src/stores');

/** A seeder works: it may stream and digest, and it has the dictionaries of Faker. */
const seederImport = (target: string): string | null =>
  isGround(target) || isWithin(target, 'seeders') || /^@faker-js\/faker(\/|$)/.test(target) || target.startsWith('node:')
    ? null
    : 'a seeder knows src/define, src/stores, src/random, other seeders and Faker';

/** Beside the domain, in-process benches call the tool's own numbers and slices, which they sample. */
const MICRO = ['seeders', 'benches/micro', 'src/micro', 'src/load', 'src/stats'];

/** A bench or an optimisation describes: it imports no effects, and only what lies before it. */
function descriptionImport(from: string, target: string): string | null {
  const before = isWithin(from, 'benches/micro') ? MICRO : isWithin(from, 'benches') ? ['seeders', 'benches'] : CONTENT;
  return isGround(target) || isWithin(target, ...before)
    ? null
    : `a description knows src/define, src/stores, src/random and ${before.join(', ')}`;
}

const EFFECTS = [
  'fs',
  'fs/promises',
  'child_process',
  'net',
  'tls',
  'dgram',
  'http',
  'https',
  'os',
  'readline',
  'worker_threads',
  'cluster',
];
const EFFECT_PACKAGES = [...DRIVERS, 'execa', 'get-port'];
const isEffect = ({ target, typeOnly }: Import): boolean =>
  !typeOnly && (EFFECTS.includes(bare(target)) || EFFECT_PACKAGES.includes(target));

const isPure = (path: string): boolean =>
  !isTest(path) && (isWithin(path, 'src/stats', 'src/report') || ['src/experiment/plan.ts', 'src/load/model.ts'].includes(path));

/** Pure files reach no effect, also not through the files that they import. */
export const purity: Rule = (sources) => {
  const graph = new Map(sources.map((source) => [source.path, importsOf(source)]));
  return sources.filter(({ path }) => isPure(path)).flatMap(({ path }) => wayToEffect(path, graph));
};

function wayToEffect(start: string, graph: ReadonlyMap<string, readonly Import[]>): readonly Problem[] {
  const ways: string[][] = [[start]];
  const seen = new Set([start]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const imports = graph.get(way.at(-1) ?? '') ?? [];
    const effect = imports.find(isEffect);
    if (effect) return [`${start} is pure but reaches ${[...way.slice(1), effect.written].join(' → ')}`];
    for (const { target } of imports.filter(({ typeOnly, target: next }) => !typeOnly && !seen.has(next))) {
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return [];
}
