import { defineBench, defineReading, type Lane } from '../../src/define.ts';

type Ways = Parameters<Lane<'postgres'>['backup']['by']>[0];

/** A variant's state: how it is backed up, and a first backup. */
export const backedUp = (how: Ways) => async (lane: Lane<'postgres'>) => {
  await lane.backup.by(how);
  await lane.backup.dump();
};

export const dump = defineBench({
  store: 'postgres',
  description: 'Dump what the lane holds',
  shape: { kind: 'task', cores: 'all' },
  ask: () => ({}),
  answer: (_, lane) => lane.backup.dump(),
});

/** A backup that was never restored is none: what comes back is compared with what was dumped, row by row and with its structure. */
export const restore = defineBench({
  store: 'postgres',
  description: 'Restore the dump into an empty database',
  shape: { kind: 'task', cores: 'all' },
  writes: true,
  ask: () => ({}),
  answer: (_, lane) => lane.backup.restore(),
  leaves: (lane) => lane.backup.restored(),
});

export const dumpBytes = defineReading({
  store: 'postgres',
  unit: 'bytes',
  better: 'lower',
  of: (lane) => lane.backup.bytes(),
});

const whileWorking = { kind: 'drill', load: { perSecond: 500 }, beforeS: 1, afterS: 8 } as const;
const oneTransaction = {
  ask: (pick: { transaction(): number }) => ({ id: pick.transaction() }),
  answer: ({ id }: { readonly id: number }) => ({ sql: 'SELECT * FROM transactions WHERE id = $1', params: [id] }),
};

export const readWhileDumping = defineBench({
  store: 'postgres',
  description: 'Read one transaction 500 times a second while everything is dumped',
  shape: { ...whileWorking, event: (lane) => lane.backup.dump() },
  ...oneTransaction,
});

export const readWhileRestoring = defineBench({
  store: 'postgres',
  description: 'Read one transaction 500 times a second while the same server takes a dump back',
  shape: { ...whileWorking, event: (lane) => lane.backup.restore() },
  ...oneTransaction,
});
