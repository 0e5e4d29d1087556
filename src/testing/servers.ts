/** Real servers and a real load for tests of the stores: the local provisioner behind the services that the engine gives. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadDataVersion, loadDomain, loadSeeder } from '../catalog.ts';
import { probes } from '../commands/probes.ts';
import type { Counts, StoreName } from '../define.ts';
import { localProvisioner } from '../provision/local.ts';
import { LIBRARY_KINDS, type LocalServer, type RunningTopology, SERVER_KINDS, TOPOLOGY_NAMES } from '../provision/provisioner.ts';
import type { Address, LaneServices, LoadReport, ServerRequest } from '../stores/store.ts';

export const TEST_DATA_SEED = 42;

export interface TestServices extends LaneServices, AsyncDisposable {
  /** What was loaded so far, in order. */
  readonly loads: readonly LoadReport[];
  /** What was not loaded, because it stood there. */
  readonly reusedTables: LoadReport['tables'];
  /** Of every server that was started. */
  pids(): readonly number[];
}

/** Servers with equal settings are shared, as in a run; disposing stops all of them. */
export async function testServices(store: StoreName, counts: Counts): Promise<TestServices> {
  const logDir = await mkdtemp(path.join(tmpdir(), 'mhbench-test-logs-'));
  const ended = new AbortController();
  const benchDir = path.resolve(import.meta.dirname, '..', '..', '.bench');
  const note = (): void => undefined;
  const provisioner = await localProvisioner({ benchDir, runId: 'test', logDir, probes, signal: ended.signal, note });
  const started = new Map<string, LocalServer>();
  const topologies = new Map<string, Pick<RunningTopology, 'members'>>();
  const loads: LoadReport[] = [];
  const reused: LoadReport['tables'][number][] = [];
  const server = async (kind: string, request: ServerRequest): Promise<Address> => {
    const key = JSON.stringify([kind, request.own ?? null, request.settings]);
    const known = started.get(key) ?? (await provisioner.start(startOf(kind, request, started.size), ended.signal));
    started.set(key, known);
    return { ...known.endpoint, counts };
  };
  const [seeder, domain] = await Promise.all([loadSeeder(store), loadDomain()]);
  return {
    counts,
    dataSeed: TEST_DATA_SEED,
    dataVersion: await loadDataVersion(),
    loads,
    reusedTables: reused,
    pids: () =>
      [...started.values(), ...[...topologies.values()].flatMap(({ members }) => [...members.values()])].map(({ pid }) => pid),
    server,
    topology: async (wanted, { settings, own }) => {
      const name = TOPOLOGY_NAMES.find((known) => known === wanted);
      if (name === undefined) throw new RangeError(`no topology is called ${wanted}`);
      const label = `test-${name}-${topologies.size}`;
      const key = JSON.stringify([name, own ?? null]);
      const { members } = topologies.get(key) ?? (await provisioner.topology(name, ended.signal, { label, settings }));
      topologies.set(key, { members });
      return Object.fromEntries([...members].map(([member, { endpoint }]) => [member, { ...endpoint, counts }]));
    },
    async library(kind) {
      const known = LIBRARY_KINDS.find((each) => each === kind);
      if (known === undefined) throw new RangeError(`no library is called ${kind}`);
      const { folder, ...library } = await provisioner.library(known);
      return { host: '', port: 0, user: '', password: '', database: folder, library, counts };
    },
    async seed(target, wanted, tables) {
      const report = await seeder(target, domain.dataset(TEST_DATA_SEED, wanted), tables);
      loads.push(report);
      return report;
    },
    reused: (tables) => reused.push(...tables),
    async [Symbol.asyncDispose]() {
      await provisioner[Symbol.asyncDispose]();
      await rm(logDir, { recursive: true, force: true });
    },
  };
}

function startOf(name: string, { settings, upstream }: ServerRequest, index: number) {
  const kind = SERVER_KINDS.find((known) => known === name);
  if (kind === undefined) throw new RangeError(`no server is called ${name}`);
  const behind = upstream && { upstream: { endpoint: upstream.address, users: upstream.users } };
  return { kind, name: `test-${name}-${index}`, settings, ...behind };
}
