/** The ways to servers that are jars: the private tree's Java or the one on PATH, and the jars from Maven's repository. */
import { join } from 'node:path';
import { ServerError } from '../errors.ts';
import { WHY } from './database-ways.ts';
import { bytesOf, ensureJars, type JarList, readJarList, readJars } from './jars.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { findProgram, versionOf } from './program.ts';
import type { Fetched } from './provisioner.ts';
import { fetchedTree, type Look, lookAtTree, type SupplyPlace, type Way } from './supply.ts';
import { canRun } from './user.ts';

const LEAST_JAVA = 17;

/** A server made of jars. */
export interface JarServer {
  /** Names the list of its jars. */
  readonly list: string;
  readonly version: string;
  readonly what: string;
  readonly licence: string;
}

type Java = { readonly program: string } | { readonly refused: string };

/** The Java on PATH, if it is new enough and the user of the servers can run it. */
function javaOnPath({ runner }: SupplyPlace): Java {
  const program = findProgram('java', process.env);
  if (program === null) return { refused: 'no java on PATH' };
  const version = javaVersion(program);
  if (Number.parseInt(version, 10) < LEAST_JAVA) return { refused: `java on PATH is ${version}, older than ${LEAST_JAVA}` };
  if (!canRun(program, runner)) return { refused: `the user ${runner?.name} cannot run ${program}` };
  return { program };
}

/** Java 8 knows no --version and fails. */
function javaVersion(program: string): string {
  try {
    return versionOf(program, {});
  } catch {
    return '8 or no Java at all';
  }
}

/** A look at Java, made a look at the server: both must be there, and missing jars can be fetched whatever Java is used. */
function withJars(look: Look, list: JarList, server: JarServer, { home }: SupplyPlace): Look {
  if (look.state === 'absent') return look;
  const jars = readJars(home, list) !== null;
  if (look.state === 'ready' && jars) return { ...look, version: server.version };
  const java = look.state === 'ready' ? look.reason : look.reason.replace(' it ', ' Java ');
  return {
    state: 'fetchable',
    reason: jars ? java : `the jars are fetched from Maven's repository at the first run; Java: ${java}`,
  };
}

/** Both ways to a server made of jars. */
export function javaWays(server: JarServer): readonly Way[] {
  const list = readJarList(server.list);
  const jars: Fetched = { what: server.what, licence: server.licence, bytes: bytesOf(list) };
  const tree: Way = {
    source: 'tree',
    why: `${WHY.tree}; jars checked against their checksums`,
    fetches: [fetchedTree(PACKAGE_SETS.java), jars],
    look: (place) =>
      withJars(
        lookAtTree(PACKAGE_SETS.java, place, () => server.version),
        list,
        server,
        place,
      ),
    take: async (context) => {
      const { programs, env } = await context.tree(PACKAGE_SETS.java);
      const [java] = programs;
      if (java === undefined) throw new ServerError('the private tree has no java');
      const found = { java, jars: await ensureJars(list, context) };
      return { source: 'private tree', version: server.version, programs: found, env };
    },
  };
  const path: Way = {
    source: 'path',
    why: 'Java is installed on this machine; jars checked against their checksums',
    fetches: [jars],
    look: (place) => {
      const java = javaOnPath(place);
      if ('refused' in java) return { state: 'absent', reason: java.refused };
      return withJars({ state: 'ready', version: server.version, reason: java.program }, list, server, place);
    },
    take: async (context) => {
      const java = javaOnPath(context);
      if ('refused' in java) throw new ServerError(java.refused);
      const found = { java: java.program, jars: await ensureJars(list, context) };
      return { source: 'PATH', version: server.version, programs: found, env: {} };
    },
  };
  return [tree, path];
}

/** Every jar of a folder, as Java itself expands it. */
export const classPath = (jars: string): string => join(jars, '*');
