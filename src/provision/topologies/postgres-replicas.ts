/** PostgreSQL with two asynchronous streaming replicas and one synchronous: a commit on the primary waits for that one. */
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { freePorts } from '../ports.ts';
import type { LocalServer } from '../provisioner.ts';
import { postgresOn, postgresRecipe } from '../servers/postgres.ts';
import type { Recipe, Site } from '../servers/recipe.ts';
import type { Member, Stage, TopologyRecipe } from '../topology.ts';
import { connectionTo, MEMBER_SETTINGS, postgresTopologySupply, psql } from './psql.ts';

const REPLICAS = ['replica-1', 'replica-2', 'replica-sync'] as const;
const SYNCHRONOUS = 'replica-sync';

/** Names of slots have no dashes. */
const slotOf = (replica: string): string => replica.replaceAll('-', '_');

/** Copies the primary, which keeps what the copy has not yet streamed in a slot of its name. */
async function copyPrimary(site: Site, primary: number, replica: string, signal: AbortSignal): Promise<string> {
  const data = join(site.folder, 'data');
  const args = ['-D', data, '-R', '-X', 'stream', '-C', '-S', slotOf(replica), '--checkpoint=fast', '--no-sync'];
  // By its name the primary tells the replicas apart.
  const env = { ...site.env, ...connectionTo(primary, site.password), PGAPPNAME: replica };
  const program = site.binaries.programs['pg_basebackup'] ?? 'pg_basebackup';
  const { guard, runner, folder } = site;
  await runCommand(guard, { program, args, cwd: folder, env, runner, timeoutMs: 120_000 }, signal);
  return data;
}

const replicaOf = (primary: number, replica: string): Recipe => ({
  ...postgresRecipe,
  prepare: async (site, signal) => postgresOn(await copyPrimary(site, primary, replica, signal), site),
});

const memberOf = ({ settings }: Stage, { name, port, recipe }: Member): Member => ({
  ...{ name, port, recipe },
  settings: { ...MEMBER_SETTINGS, ...settings['postgres'], cluster_name: name },
});

/** Which replicas stream, and how: `replica-1|streaming|async`. */
const streams = (stage: Stage, primary: LocalServer): Promise<readonly string[]> =>
  psql(stage, primary, 'SELECT application_name, state, sync_state FROM pg_stat_replication ORDER BY application_name');

/** A name that is demanded before its replica streams would hold every commit. */
async function makeSynchronous(stage: Stage, primary: LocalServer): Promise<void> {
  await stage.until(async () =>
    (await streams(stage, primary)).some((line) => line.startsWith(`${SYNCHRONOUS}|streaming|`))
      ? null
      : `${SYNCHRONOUS} does not stream yet`,
  );
  const names = `FIRST 1 ("${SYNCHRONOUS}")`;
  await psql(stage, primary, `ALTER SYSTEM SET synchronous_standby_names = '${names}';\nSELECT pg_reload_conf();`);
  await stage.until(async () => {
    const [reported] = await psql(stage, primary, 'SHOW synchronous_standby_names');
    return reported === names ? null : `synchronous_standby_names is ${reported}, not ${names}`;
  });
}

export const postgresReplicas: TopologyRecipe = {
  kind: 'postgres',
  supply: postgresTopologySupply('postgres-replicas', ['pg_basebackup', 'psql']),
  ports: () => freePorts(1 + REPLICAS.length),
  form: async (stage, [first = 0, ...others]) => {
    const primary = await stage.start(memberOf(stage, { name: 'primary', port: first, recipe: postgresRecipe }));
    for (const [at, name] of REPLICAS.entries())
      await stage.start(memberOf(stage, { name, port: others[at] ?? 0, recipe: replicaOf(first, name) }));
    await makeSynchronous(stage, primary);
    const wanted = REPLICAS.map((name) => `${name}|streaming|${name === SYNCHRONOUS ? 'sync' : 'async'}`).join();
    await stage.until(async () => {
      const found = (await streams(stage, primary)).join();
      return found === wanted ? null : `the primary streams ${found || 'to nobody'}, not ${wanted}`;
    });
  },
};
