/** Servers that were there before, as commands ask about them without a run. */
import { loadDomain, loadStore } from '../catalog.ts';
import { UserError } from '../errors.ts';
import { type Endpoint, SERVER_KINDS, type ServerKind } from '../provision/provisioner.ts';
import type { Address, Guest } from '../stores/store.ts';

/** Every kind but the pooler, which holds nothing. */
export type Holding = Exclude<ServerKind, 'pgbouncer'>;
export const HOLDING: readonly Holding[] = SERVER_KINDS.flatMap((kind) => (kind === 'pgbouncer' ? [] : [kind]));

export interface GuestAt {
  readonly guest: Guest;
  readonly address: Address;
}

export async function guestAt(kind: Holding, endpoint: Endpoint): Promise<GuestAt> {
  const { guest } = await loadStore(kind);
  if (guest === undefined) throw new UserError(`nobody can tell what a ${kind} holds that was there before`);
  const { countsAt } = await loadDomain();
  return { guest, address: { ...endpoint, attached: true, counts: countsAt(1) } };
}
