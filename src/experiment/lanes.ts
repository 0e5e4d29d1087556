/** The lanes of one circumstance: made when first needed, changed, read back; remade after they were written to; undone and dropped at the end. */
import type { AnyVariant, Counts, Servers } from '../define.ts';
import type { Address, LaneHandle, LaneServices, Store } from '../stores/store.ts';
import type { Standing } from './beside-process.ts';
import type { PlannedOptimization } from './plan.ts';
import { variantsOf } from './plan.ts';
import { sameState } from './plan-tier.ts';
import type { At, LaneRecord } from './record.ts';
import { traced } from './traced.ts';

export interface LanesOptions {
  readonly planned: PlannedOptimization;
  readonly at: At;
  readonly counts: Counts;
  readonly given: Servers;
  readonly store: Store;
  readonly services: LaneServices;
  /** Starts what the variant has beside its lane. */
  readonly stand: (variant: AnyVariant, address: Address) => Promise<Standing>;
  /** Ends the servers that only this lane used. */
  readonly release: (lane: string) => Promise<void>;
  readonly nextName: () => string;
  /** `called`: what the change called on the lane, where it is a function that works on it. */
  readonly onLane: (record: LaneRecord, called: readonly string[]) => void;
  readonly nowNs: () => number;
}

/** `task`: as `write`, for one long call whose answer and remains are compared. */
type LaneUse = 'read' | 'own' | 'write' | 'task';
type ContentsDigests = Readonly<Record<string, string>>;

export interface Lanes extends AsyncDisposable {
  /** The variant's lane, as freshly loaded. To `write`, it is the variant's own; `own`: the variant's own, shared with no equal one. */
  get(variant: AnyVariant, use: LaneUse): Promise<LaneHandle>;
  /** The variant's lane with no other beside it: what stands is dropped first, and made anew when it is asked for again. `fresh`: itself too. `own`: it has its servers to itself. */
  alone(variant: AnyVariant, how: { readonly fresh: boolean; readonly own?: boolean }): Promise<LaneHandle>;
  /** Makes both lanes anew, the candidate's first: each stands where the other did. */
  exchange(baseline: AnyVariant, candidate: AnyVariant, use: LaneUse): Promise<void>;
  /** Digests of what the lane was loaded with; null where the store cannot tell, and of a lane that a task has changed. */
  contents(lane: LaneHandle): Promise<ContentsDigests | null>;
  /** The processes that stand beside the lanes. */
  pids(): readonly number[];
  /** Throws when one of them has ended: what was measured without it is another state. */
  check(): void;
}

interface Made {
  readonly handle: LaneHandle;
  readonly variant: AnyVariant;
  readonly before: readonly string[];
  readonly record: LaneRecord;
  readonly called: readonly string[];
  readonly beside: Standing | null;
  written: boolean;
}

/** What stands there that did not (+), and what is gone (−). */
const difference = (before: readonly string[], after: readonly string[]): string[] => [
  ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
  ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
];

/** Runs each statement; resolves with what a function called on the lane, for statements stand for themselves. */
async function change(
  how: AnyVariant['apply'],
  { owner }: LaneHandle,
  run: (statement: never) => Promise<unknown> = (statement) => owner.run(statement),
): Promise<readonly string[]> {
  const { lane, lines } = traced(owner.lane as object);
  const statements = typeof how === 'function' ? await how(lane as never) : how;
  for (const statement of statements ?? []) await run(statement as never);
  return lines();
}

type Locks = NonNullable<LaneRecord['locks']>;
/** Makes the change; resolves with what it called, how long it took, and whom it made wait, where the store can tell. */
async function applied({ apply }: AnyVariant, handle: LaneHandle, nowNs: () => number) {
  await using changer = await handle.changer?.();
  const locks: Locks = [];
  const startNs = nowNs();
  const called = await change(
    apply,
    handle,
    changer === undefined
      ? undefined
      : async (statement) => {
          const beganNs = nowNs();
          const held = await changer.run(statement);
          locks.push(...held.map((lock) => ({ ...lock, ms: (nowNs() - beganNs) / 1e6 })));
        },
  );
  return { called, applyMs: (nowNs() - startNs) / 1e6, ...(locks.length > 0 && { locks }) };
}

interface Making {
  readonly sharers: readonly AnyVariant[];
  readonly own: boolean;
}

async function make(options: LanesOptions, variant: AnyVariant, { sharers, own }: Making): Promise<Made> {
  const { planned, counts, at, nowNs } = options;
  const servers = mergeServers(options.given, variant.servers ?? {});
  const request = { name: options.nextName(), counts, tables: planned.optimization.copies, servers, ...(own && { own }) };
  const handle = await options.store.createLane(request, options.services);
  try {
    const before = await handle.describe();
    const { called, ...taken } = await applied(variant, handle, nowNs);
    const changes = difference(before, await handle.describe());
    const record: LaneRecord = {
      variants: sharers.map(({ name }) => name),
      at,
      ...taken,
      bytes: await handle.size(),
      changes,
      undone: 'dropped',
    };
    const beside = variant.beside === undefined ? null : await options.stand(variant, handle.address);
    return { handle, variant, before, record, called, beside, written: false };
  } catch (error) {
    await discard({ handle, beside: null }, options);
    throw error;
  }
}

/** The candidate's settings win over those given. */
export function mergeServers(given: Servers, own: Servers): Servers {
  const names = new Set([...Object.keys(given), ...Object.keys(own)]);
  return Object.fromEntries([...names].map((name) => [name, { ...given[name], ...own[name] }]));
}

async function discard({ handle, beside }: Pick<Made, 'handle' | 'beside'>, options: LanesOptions): Promise<void> {
  await beside?.stop();
  await handle.drop();
  await options.release(handle.name);
}

/** A lane whose server was killed cannot be dropped; its server is ended all the same. */
const abandon = (made: Made, options: LanesOptions): Promise<void> =>
  discard(made, options).catch(() => options.release(made.handle.name));

const ALONE = ' alone';
const writes = (use: LaneUse): boolean => use === 'write' || use === 'task';

/** Takes the change back by the variant's own statements and proves it by reading the structure again. */
async function undo({ variant, handle, before }: Made): Promise<LaneRecord['undone']> {
  if (variant.undo === undefined) return 'dropped';
  await change(variant.undo, handle);
  return difference(before, await handle.describe()).length === 0 ? 'statements' : 'failed';
}

async function leave(made: readonly Made[], options: LanesOptions): Promise<void> {
  for (const lane of made) {
    await lane.beside?.stop();
    lane.record.undone = await undo(lane).catch(() => 'failed' as const);
    // A lane on a server that has died cannot be dropped; it goes with the server's throw-away folder.
    await discard(lane, options).catch(() => undefined);
  }
}

export function lanesOf(options: LanesOptions): Lanes {
  const all = variantsOf(options.planned.optimization);
  const made = new Map<string, Made>();
  const loaded = new WeakMap<LaneHandle, Promise<ContentsDigests> | null>();
  const sharersOf = (variant: AnyVariant) => all.filter((other) => variant.name === other.name || sameState(variant, other));
  const keyOf = (variant: AnyVariant, use: LaneUse) => {
    const [first, ...others] = sharersOf(variant);
    return use === 'read' || others.length === 0 ? `${first?.name}` : `${variant.name}${ALONE}`;
  };
  /** In place of the one that is known by this key, whose part in the record it takes over. */
  const makeAnew = async (key: string, variant: AnyVariant, use: LaneUse, own = false): Promise<LaneHandle> => {
    const known = made.get(key);
    const fresh = await make(options, variant, { sharers: key.endsWith(ALONE) ? [variant] : sharersOf(variant), own });
    if (known === undefined) options.onLane(fresh.record, fresh.called);
    made.set(key, { ...fresh, record: known?.record ?? fresh.record, written: writes(use) });
    if (use === 'task') loaded.set(fresh.handle, null);
    return fresh.handle;
  };
  return {
    async contents(lane) {
      if (!loaded.has(lane)) loaded.set(lane, lane.contents?.() ?? null);
      return (await loaded.get(lane)) ?? null;
    },
    pids: () => [...made.values()].flatMap(({ beside }) => (beside === null ? [] : [beside.pid])),
    check: () => {
      for (const { beside } of made.values()) beside?.check();
    },
    async get(variant, use) {
      const key = keyOf(variant, use);
      const known = made.get(key);
      if (known === undefined) return await makeAnew(key, variant, use);
      // What calls left behind is another state of the data than the one that was asked for, and not the same one in every lane.
      if (known.written) {
        await abandon(known, options);
        return await makeAnew(key, variant, use);
      }
      known.written ||= writes(use);
      if (use === 'task') loaded.set(known.handle, null);
      return known.handle;
    },
    async alone(variant, { fresh, own = false }) {
      const kept = keyOf(variant, 'write');
      for (const [key, known] of made) {
        if (key === kept && !fresh) continue;
        await abandon(known, options);
        made.delete(key);
      }
      return made.get(kept)?.handle ?? (await makeAnew(kept, variant, 'write', own));
    },
    async exchange(baseline, candidate, use) {
      const both = [candidate, baseline] as const;
      for (const variant of both) {
        const known = made.get(keyOf(variant, use));
        if (known !== undefined) await discard(known, options);
      }
      // As freshly loaded: a lane that counted as written would be made once more when it is asked for, in the old places.
      for (const variant of both) await makeAnew(keyOf(variant, use), variant, 'read');
    },
    [Symbol.asyncDispose]: () => leave([...made.values()], options),
  };
}
