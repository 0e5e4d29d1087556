/** Whether an optimisation can be measured here: there is something to compare, and every server and library can be had with the settings that are asked for. */
import type { Servers, Settings } from '../define.ts';
import { type Availability, LIBRARY_KINDS, type Provisioner, SERVER_KINDS, TOPOLOGY_NAMES } from '../provision/provisioner.ts';
import type { Store } from '../stores/store.ts';
import type { RunContext } from './context.ts';
import { skip } from './failure.ts';
import { mergeServers } from './lanes.ts';
import { neighboursOf } from './neighbours.ts';
import { type PlannedOptimization, variantsOf } from './plan.ts';

interface Asking extends Pick<RunContext, 'file' | 'emit' | 'loadStore'> {
  readonly provisioner: Pick<Provisioner, 'available'>;
}

/** What is not possible is skipped with the reason and the remedy. */
export async function isPossible(context: Asking, store: Store, planned: PlannedOptimization): Promise<boolean> {
  const { id, notes, circumstances } = planned;
  if (circumstances.length === 0) return skip(context, [id], { reason: notes.join(' '), remedy: 'choose a larger --scale' });
  const stores = [store, ...(await neighboursOf(context, [planned]))];
  const wanted = wantedOf(stores, planned);
  const found = await Promise.all(wanted.map(({ kind, settings }) => context.provisioner.available(kind, settings)));
  const missing = found.find(({ state }) => state === 'missing');
  if (missing !== undefined)
    return skip(context, [id], {
      reason: `${missing.kind} cannot be had: ${missing.reason}`,
      remedy: missing.remedy ?? 'npm run mhbench -- doctor',
    });
  const { proper } = planned.optimization;
  const standing = proper === undefined ? undefined : found.find(({ standIn }) => standIn !== undefined);
  if (standing !== undefined)
    return skip(context, [id], {
      reason: `the server here is ${standing.standIn}, and ${proper}`,
      remedy: `name a real one by MHBENCH_${standing.kind.toUpperCase()}_URL, start its container (docs/compose.md), or install it and put it on PATH`,
    });
  const shared = found.find(({ kind, origin }) => origin !== 'local' && variantsDiffer(kind, planned));
  if (shared !== undefined)
    return skip(context, [id], {
      reason: `its variants differ in settings of ${shared.kind}, and ${shared.reason}: one server cannot have both`,
      remedy: 'let the run start a private server',
    });
  return true;
}

interface Wanted {
  readonly kind: Availability['kind'];
  readonly settings: Settings;
}

/** Each kind with every set of settings that some variant needs under some circumstances, once. */
function wantedOf(stores: readonly Store[], planned: PlannedOptimization): readonly Wanted[] {
  const always = stores.flatMap(({ servers, libraries = [] }) => [...servers, ...libraries]);
  const named = planned.circumstances.flatMap((circumstance) => serversAt(planned, circumstance));
  const wanted = [...SERVER_KINDS, ...LIBRARY_KINDS, ...TOPOLOGY_NAMES].flatMap((kind) =>
    named.flatMap((servers) => {
      const settings = servers[kind] ?? (always.includes(kind) ? {} : undefined);
      return settings === undefined ? [] : [{ kind, settings }];
    }),
  );
  return [...new Map(wanted.map((each) => [JSON.stringify(each), each])).values()];
}

/** Of each variant the settings by server, under these circumstances. Those of a topology's members are asked of no single server. */
const serversAt = ({ optimization }: PlannedOptimization, { given }: PlannedOptimization['circumstances'][number]) =>
  variantsOf(optimization).map(({ servers }) => withoutMembers(mergeServers(given.servers ?? {}, servers ?? {})));

/** A topology is always the run's own, and so are its members: what they are set to is no demand on a server that was there before. */
const withoutMembers = (servers: Servers): Servers =>
  Object.fromEntries(
    Object.entries(servers).filter(
      ([kind]) => !TOPOLOGY_NAMES.some((name) => name.startsWith(`${kind}-`) && servers[name] !== undefined),
    ),
  );

const variantsDiffer = (kind: string, planned: PlannedOptimization): boolean =>
  planned.circumstances.some(
    (circumstance) => new Set(serversAt(planned, circumstance).map((servers) => JSON.stringify(servers[kind] ?? {}))).size > 1,
  );
