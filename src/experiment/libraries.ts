/** The libraries of a run: had when first asked for, told once, as the servers are. */
import type { Counts } from '../define.ts';
import { LIBRARY_KINDS, type LibraryKind } from '../provision/provisioner.ts';
import type { Address, LaneServices, Store } from '../stores/store.ts';
import type { RunContext } from './context.ts';

/** Stands where a record names the place in which a server answers. */
const WHERE: Readonly<Record<LibraryKind, string>> = {
  faiss: 'the load generator itself',
  prisma: 'the load generator itself',
  'postgres-programs': 'programs that the bench starts',
};

export function libraries({ provisioner, file, emit, clock }: RunContext, store: Store, counts: Counts): LaneServices['library'] {
  const told = new Map<string, Address>();
  return async (name) => {
    const known = told.get(name);
    if (known !== undefined) return known;
    const kind = LIBRARY_KINDS.find((each) => each === name);
    if (kind === undefined || provisioner.library === undefined) throw new Error(`no library is called ${name} here`);
    const startNs = clock.nowNs();
    const { folder, source, reason, ...library } = await provisioner.library(kind);
    const address: Address = { host: '', port: 0, user: '', password: '', database: folder, library, counts };
    const seconds = (clock.nowNs() - startNs) / 1e9;
    // Of a library that only leads to a store, the store cannot tell anything.
    const isStore = store.libraries?.includes(kind) ?? false;
    const { version, settings } = isStore ? await store.facts(address) : { version: library.version, settings: {} };
    file.record.servers.push({
      ...{ name, version, origin: 'local', source, reason, endpoint: WHERE[kind], settings: { ...settings } },
      ...{ startedWith: {}, leftOut: [] },
    });
    emit({ kind: 'server', name, version, origin: 'local', source, endpoint: WHERE[kind], seconds });
    told.set(name, address);
    return address;
  };
}
