/** Where Maven's repository is for this user: as he says, as his settings say, or as Maven itself has it. No host is written here. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ServerError } from '../errors.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { type Environment, findProgram } from './program.ts';
import type { SupplyContext } from './supply.ts';
import { fileInZip } from './zip.ts';

const SUPER_POM = 'org/apache/maven/model/pom-4.0.0.xml';
const VARIABLE = 'MHBENCH_MAVEN_URL';

const withoutComments = (xml: string): string => xml.replaceAll(/<!--[\s\S]*?-->/g, '');
const element = (xml: string, name: string): string | null =>
  new RegExp(`<${name}>\\s*([\\s\\S]*?)\\s*</${name}>`).exec(xml)?.[1]?.replaceAll('&amp;', '&') ?? null;

/** The mirror that serves `central` according to a settings.xml; null when there is none. A blocked one serves nothing. */
export function mirrorIn(settings: string): string | null {
  const mirrors = [...withoutComments(settings).matchAll(/<mirror>([\s\S]*?)<\/mirror>/g)].map(([, text = '']) => text);
  const serves = (mirror: string): boolean => {
    const words = (element(mirror, 'mirrorOf') ?? '').split(',').map((word) => word.trim());
    const covers = words.some((word) => ['central', '*', 'external:*'].includes(word));
    return covers && !words.includes('!central') && element(mirror, 'blocked') !== 'true';
  };
  const found = mirrors.find(serves);
  return found === undefined ? null : element(found, 'url');
}

/** The first repository of Maven's own model, out of the jar that holds it. */
function addressIn(jar: string): string | null {
  const pom = fileInZip(readFileSync(jar), SUPER_POM);
  const repository = pom === null ? null : element(withoutComments(pom.toString('utf8')), 'repository');
  return repository === null ? null : element(repository, 'url');
}

function fromSettings(): string | null {
  const path = join(homedir(), '.m2', 'settings.xml');
  return existsSync(path) ? mirrorIn(readFileSync(path, 'utf8')) : null;
}

/** Beside an installed Maven's program is its lib folder. */
function fromInstalled(env: Environment): string | null {
  const program = findProgram('mvn', env);
  const lib = program === null ? '' : join(dirname(realpathSync(program)), '..', 'lib');
  const jar = existsSync(lib) ? readdirSync(lib).find((name) => /^maven-model-builder-3.*\.jar$/.test(name)) : undefined;
  return jar === undefined ? null : addressIn(join(lib, jar));
}

async function fromPackage(context: SupplyContext): Promise<string | null> {
  const [jar] = (await context.tree(PACKAGE_SETS.maven)).programs;
  return jar === undefined ? null : addressIn(jar);
}

/** The base address, without a slash at its end. */
export async function mavenAddress(context: SupplyContext): Promise<URL> {
  const given = process.env[VARIABLE] || fromSettings() || fromInstalled(process.env);
  const found = given || (await fromPackage(context).catch(refused));
  if (found === null || !URL.canParse(found)) return refusal(found === null ? 'Maven names none' : 'it is no address');
  return new URL(found.replace(/\/+$/, ''));
}

function refused(error: unknown): never {
  if (error instanceof ServerError) return refusal(error.message);
  throw error;
}

function refusal(why: string): never {
  throw new ServerError(`the address of Maven's repository, where the jars are, is not known: ${why}`, {
    hint: `set ${VARIABLE} to the address of a Maven repository`,
  });
}
