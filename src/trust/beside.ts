/** What disturbs a comparison on purpose: processes that use all they get, a checkpoint in the middle. */
import type { StoreScope } from '../experiment/circumstance.ts';

/** Processes that do nothing but use a processor, as long as they are not disposed. */
export interface Disturbances {
  hogs(count: number): AsyncDisposable;
}
export interface Beside extends AsyncDisposable {
  onSession(session: number): void;
}

const HOGS = 2;
/** Between two looks at the least. */
const CHECKPOINT_AFTER = 3;
/** About fifty megabytes that a checkpoint has to write. */
const DIRT = [
  'DROP TABLE IF EXISTS mhbench_dirt',
  "CREATE TABLE mhbench_dirt AS SELECT n, repeat('dirt ', 40) AS text FROM generate_series(1, 200000) AS n",
  'CHECKPOINT',
  'DROP TABLE mhbench_dirt',
];

export async function besideOf(
  kind: 'hogs' | 'checkpoint' | undefined,
  scope: StoreScope,
  disturbances: Disturbances,
): Promise<Beside> {
  if (kind === undefined) return { onSession: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  if (kind === 'checkpoint') return await checkpoint(scope);
  const hogs = disturbances.hogs(HOGS);
  return { onSession: () => undefined, [Symbol.asyncDispose]: () => hogs[Symbol.asyncDispose]() };
}

/** Begins after a session, beside the ones that follow. */
async function checkpoint({ store, services }: StoreScope): Promise<Beside> {
  const address = await services.server('postgres', { settings: {} });
  const connection = await store.connect(address, { client: { named: false }, clients: 1 });
  const work = async (): Promise<void> => {
    for (const statement of DIRT) await connection.run(statement as never);
  };
  let working: Promise<void> | null = null;
  return {
    onSession(session) {
      if (session === CHECKPOINT_AFTER) working ??= work();
    },
    async [Symbol.asyncDispose]() {
      await working;
      await connection.close();
    },
  };
}
