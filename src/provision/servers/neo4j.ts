/** Neo4j Community: one database, password set before the first start, on loopback alone. GPLv3: run as a server, never linked. */
import { chownSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../define.ts';
import { runCommand } from '../command.ts';
import { javaWays } from '../java-ways.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import { heapOption, JAVA_BRIEFLY, JAVA_STOP, javaArguments, javaProgram } from './java.ts';
import type { Recipe, Site } from './recipe.ts';

const VERSION = '5.26.30';
const NEO4J_USER = 'neo4j';
const NEO4J_DATABASE = 'neo4j';

export const neo4jSupply = supplyOf(
  'neo4j',
  javaWays({
    list: `neo4j-${VERSION}`,
    version: VERSION,
    what: `Neo4j Community ${VERSION}`,
    licence: 'GPL-3.0; run as a server, never linked',
  }),
  () => 'install Java 17 and put it on PATH; the jars come from a Maven repository (MHBENCH_MAVEN_URL names one)',
);

const neo4jDefaults = {
  'server.memory.heap.initial_size': '512m',
  'server.memory.heap.max_size': '512m',
  'server.memory.pagecache.size': '256m',
  // Without these an empty database takes half a gigabyte.
  'db.tx_log.preallocate': false,
  'db.tx_log.rotation.size': '64m',
  'db.tx_log.rotation.retention_policy': 'keep_none',
  // Netty's default makes every stop ten seconds longer.
  'internal.dbms.bolt.netty_server_shutdown_quiet_period': 0,
} as const satisfies Settings;

const FOLDERS = ['data', 'logs', 'run', 'import', 'plugins'] as const;

const written = (value: Settings[string]): string => String(value).replaceAll('\\', '\\\\');

/** neo4j.conf. */
export function neo4jConf(
  place: { readonly port: number; readonly home: string; readonly jars: string },
  settings: Settings,
): string {
  const address = `127.0.0.1:${place.port}`;
  const ours: Settings = {
    ...Object.fromEntries(FOLDERS.map((name) => [`server.directories.${name}`, join(place.home, name)])),
    'server.directories.lib': place.jars,
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.enabled': true,
    'server.bolt.listen_address': address,
    'server.bolt.advertised_address': address,
    'server.bolt.tls_level': 'DISABLED',
    'server.http.enabled': false,
    'server.https.enabled': false,
    'dbms.security.auth_enabled': true,
    'dbms.usage_report.enabled': false,
  };
  const lines = Object.entries({ ...neo4jDefaults, ...settings, ...ours }).map(([name, value]) => `${name}=${written(value)}`);
  return `${lines.join('\n')}\n`;
}

/** The password travels in a file that the tool reads as one argument, so that no list of processes shows it. */
async function setPassword(site: Site, signal: AbortSignal): Promise<void> {
  const { folder, runner, guard } = site;
  const passwordFile = join(folder, 'password');
  writePrivate(passwordFile, site.password, runner);
  const env = { ...site.env, NEO4J_HOME: folder, NEO4J_CONF: join(folder, 'conf') };
  const tool = ['-Xmx256m', 'org.neo4j.cli.AdminTool', 'dbms', 'set-initial-password', `@${passwordFile}`];
  const args = [...javaArguments(site), ...JAVA_BRIEFLY, ...tool];
  const name = 'neo4j-admin set-initial-password';
  await runCommand(guard, { name, program: javaProgram(site), args, cwd: folder, env, runner, timeoutMs: 60_000 }, signal);
  await rm(passwordFile);
}

const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'];

function serverArguments(site: Site): readonly string[] {
  const given: Settings = { ...neo4jDefaults, ...site.request.settings };
  return [
    heapOption('-Xms', given['server.memory.heap.initial_size'] ?? ''),
    heapOption('-Xmx', given['server.memory.heap.max_size'] ?? ''),
    ...['-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError', ...javaArguments(site)],
    ...OPENED.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    ...['-Dio.netty.tryReflectionSetAccessible=true', '-Dlog4j2.disable.jmx=true'],
    ...['org.neo4j.server.CommunityEntryPoint', `--home-dir=${site.folder}`, `--config-dir=${join(site.folder, 'conf')}`],
    // Its log then comes to its output, where a failed start finds the last lines.
    '--console-mode',
  ];
}

export const neo4jRecipe: Recipe = {
  ours: [
    ...FOLDERS.map((name) => `server.directories.${name}`),
    ...['server.directories.lib', 'server.directories.neo4j_home', 'server.default_listen_address'],
    ...['server.bolt.enabled', 'server.bolt.listen_address', 'server.bolt.advertised_address', 'server.bolt.tls_level'],
    ...['server.http.enabled', 'server.https.enabled', 'dbms.security.auth_enabled', 'dbms.usage_report.enabled'],
  ],
  stop: JAVA_STOP,
  lastSignal: 'SIGTERM',
  prepare: async (site, signal) => {
    const { folder, port, runner, request, password } = site;
    for (const name of ['conf', ...FOLDERS]) {
      mkdirSync(join(folder, name));
      if (runner !== null) chownSync(join(folder, name), runner.uid, runner.gid);
    }
    const place = { port, home: folder, jars: site.binaries.programs['jars'] ?? '' };
    writePrivate(join(folder, 'conf', 'neo4j.conf'), neo4jConf(place, request.settings), runner);
    await setPassword(site, signal);
    const endpoint = { host: '127.0.0.1', port, user: NEO4J_USER, password, database: NEO4J_DATABASE };
    return { program: javaProgram(site), args: serverArguments(site), endpoint, readyTimeoutMs: 120_000 };
  },
};
