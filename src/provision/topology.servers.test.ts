/** What becomes of a topology that cannot be formed as it was begun. */
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/fake-io.ts';
import { probes } from '../testing/probes.ts';
import type { LaunchContext } from './launch.ts';
import { localProvisioner } from './local.ts';
import { placeFor } from './place.ts';
import { freePorts } from './ports.ts';
import { openGuard } from './processes.ts';
import { redisSentinel } from './topologies/redis-sentinel.ts';
import { startTopology, type TopologyRecipe } from './topology.ts';
import { runnerForServers } from './user.ts';

const benchDir = join(import.meta.dirname, '..', '..', '.bench');
const { signal } = new AbortController();

/** In the names of the folders, where other tests form sentinels at the same time. */
const LABEL = 'formed-anew';

/** Forms sentinels as `recipe` says; resolves with what was noted and which data folders it left. */
async function formed(recipe: TopologyRecipe) {
  await using logs = await temporaryFolder();
  await using guard = openGuard(join(logs.path, 'run'));
  const runner = runnerForServers();
  const place = placeFor(benchDir, runner);
  const notes: string[] = [];
  const options = { benchDir, runId: 'test', logDir: logs.path, probes, signal, note: () => undefined };
  await using provisioner = await localProvisioner(options);
  const binaries = await provisioner.binaries('redis-sentinel');
  const context: LaunchContext = { place, runner, logDir: logs.path, probes, guard, note: (line) => notes.push(line) };
  const folders = (): readonly string[] =>
    existsSync(place.data) ? readdirSync(place.data).filter((name) => name.startsWith(`${LABEL}.`)) : [];
  const before = folders();
  const started = startTopology({ label: LABEL, settings: {}, recipe, binaries, context }, signal);
  const outcome = await started.then(
    async (topology) => {
      const ports = [...topology.members.values()].map(({ endpoint }) => endpoint.port);
      await topology.stop();
      return { ports };
    },
    (error: unknown) => ({ error }),
  );
  return { ...outcome, notes, left: folders().filter((name) => !before.includes(name)) };
}

test('a port that somebody took meanwhile: the whole is formed again on others', async () => {
  const somebody = createServer().listen(0, '127.0.0.1');
  await once(somebody, 'listening');
  const address = somebody.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const chosen: (readonly number[])[] = [];
  const ports = async (): Promise<readonly number[]> => {
    const free = await freePorts(6);
    chosen.push(chosen.length === 0 ? free.with(1, taken) : free);
    return chosen.at(-1) ?? [];
  };
  const outcome = await formed({ ...redisSentinel, ports });
  somebody.close();
  expect(outcome).toEqual({ ports: chosen[1], notes: [`${LABEL}: a port was taken meanwhile, trying others`], left: [] });
});

test('a failure after all have started says which topology it was, and leaves nothing', async () => {
  const form: TopologyRecipe['form'] = async (stage, ports) => {
    await redisSentinel.form(stage, ports);
    await stage.run('redis-cli', ['--no-such-option'], {});
  };
  const { error, left } = { error: null, ...(await formed({ ...redisSentinel, form })) };
  expect(error).toMatchObject({ message: expect.stringContaining(`${LABEL} could not be formed: redis-cli failed`) });
  expect(left).toEqual([]);
});
