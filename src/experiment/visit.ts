/** A store's stay on a server that was there before: nothing is made until the server has proved to be empty or ours, and nothing that was made stays. */
import { messageOf, ServerError } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import type { Address, Store } from '../stores/store.ts';

export interface Visit {
  /** Drops what the run made, and the marker where the run wrote it. */
  leave(): Promise<void>;
}
/** How its owner lets runs use it all the same. */
export const adoption = (kind: string): string => `npm run mhbench -- db adopt ${kind}`;

export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** Looks at the server itself, at no flag. Whatever was found that is not ours is told and left alone. */
export async function visit(store: Store, address: Address): Promise<Visit | Refusal> {
  const { guest, name } = store;
  const [kind = name] = store.servers;
  const where = `the ${kind} on ${hostPort(address)}`;
  const refused = (why: string): Refusal => ({ reason: `${where} is not used: ${why}`, remedy: adoption(kind) });
  if (guest === undefined) return refused(`nobody can tell what a ${name} holds that was there before`);
  try {
    const { state, found } = await guest.inspect(address);
    if (state === 'foreign') return refused(`it holds what is not ours: ${found.join('; ')}`);
    // Before anything else, so that a run that is killed leaves behind what the next one knows as ours.
    if (state === 'empty') await guest.mark(address);
    else await store.reset(address); // What dead runs left.
    return { leave: () => leave(store, address, { wasEmpty: state === 'empty', where }) };
  } catch (error) {
    return { reason: `${where} is not used: ${messageOf(error)}`, remedy: `see what ${address.user || 'a client'} may do there` };
  }
}

async function leave(
  { reset, guest }: Store,
  address: Address,
  { wasEmpty, where }: { readonly wasEmpty: boolean; readonly where: string },
): Promise<void> {
  try {
    await reset(address);
    if (wasEmpty) await guest?.unmark(address);
  } catch (cause) {
    throw new ServerError(`what the run made on ${where} could not be dropped: ${messageOf(cause)}`, { cause });
  }
}

export const isRefusal = (outcome: Visit | Refusal): outcome is Refusal => 'reason' in outcome;
