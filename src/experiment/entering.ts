/** A store's server that was there before: whether there is one, and whether this run may use it. */
import { ServerError } from '../errors.ts';
import type { Availability, ServerKind } from '../provision/provisioner.ts';
import type { Store } from '../stores/store.ts';
import type { RunContext } from './context.ts';
import { DOCTOR } from './failure.ts';
import type { ServerPool } from './servers.ts';
import { type Refusal, type Visit, visit } from './visit.ts';

/** Null where the run would start a server of its own. */
export async function thereBefore({ provisioner }: RunContext, { servers: [kind] }: Store): Promise<Availability | null> {
  const found = kind === undefined ? null : await provisioner.available(kind as ServerKind);
  return found === null || found.origin === 'local' ? null : found;
}

export async function enter(store: Store, servers: ServerPool): Promise<Visit | Refusal> {
  const [kind = store.name] = store.servers;
  try {
    return await visit(store, await servers.get(kind, { settings: {} }));
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { reason: error.message, remedy: error.hint ?? DOCTOR };
  }
}
