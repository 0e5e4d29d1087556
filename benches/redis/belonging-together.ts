import { defineBench, defineReading, type Lane, type Pick } from '../../src/define.ts';

const [TENANTS, LARGEST, READ] = [200, 2_000, 20];
/** As popular tenants have more: Zipf with s = 1, and nobody less than what is read at once. */
const itemsOf = (tenant: number): number => Math.max(READ, Math.floor(LARGEST / tenant));

/** What stands in braces decides alone which slot a key has; without braces the whole key does. */
type Naming = (tenant: number, item: number) => string;
export const byKey: Naming = (tenant, item) => `tenant:${tenant}:${item}`;
export const byTenant: Naming = (tenant, item) => `{tenant:${tenant}}:${item}`;

/** All items of all tenants, about 12 000 of 100 bytes. */
export async function fillTenants(lane: Lane<'redis'>, naming: Naming): Promise<void> {
  const items = Array.from({ length: TENANTS }, (_, i) => i + 1).flatMap((tenant) =>
    Array.from({ length: itemsOf(tenant) }, (_, i) => ({ tenant, item: i + 1 })),
  );
  await lane.fill(items.length, (i) => {
    const { tenant = 0, item = 0 } = items[i - 1] ?? {};
    return ['SET', naming(tenant, item), `${tenant}:${item}:`.padEnd(100, 'x')];
  });
}

/** Who has more is asked more often. */
const drawn = (pick: Pick) => {
  const tenant = Math.floor(TENANTS ** (pick.between(0, 999_999) / 1_000_000));
  return { tenant, first: pick.between(1, itemsOf(tenant) - READ + 1) };
};
type Question = ReturnType<typeof drawn>;
export const keysOf = ({ tenant, first }: Question, naming: Naming): readonly string[] =>
  Array.from({ length: READ }, (_, i) => naming(tenant, first + i));

export const readTogether = defineBench<'redis', Question>({
  store: 'redis',
  description: 'Read 20 values of one tenant from a cluster',
  ask: drawn,
});
export const readOne = defineBench<'redis', Question>({
  store: 'redis',
  description: 'Read one value of a tenant from a cluster',
  ask: drawn,
});

/** Of a cluster whose keys lie evenly it is a third. */
export const keysOnFullest = defineReading({
  store: 'redis',
  unit: 'keys',
  better: 'lower',
  of: async (lane) => Math.max(...(await lane.everywhere('DBSIZE')).map(Number)),
});

/** Of one MGET for each tenant, by whichever names the lane has: CROSSSLOT where keys lie in several slots. */
export const refusedTogether = defineReading({
  store: 'redis',
  unit: 'commands',
  better: 'lower',
  of: async (lane) => {
    const naming = Number(await lane.command('EXISTS', byTenant(1, 1))) === 1 ? byTenant : byKey;
    let refused = 0;
    for (let tenant = 1; tenant <= TENANTS; tenant += 1) {
      const answer = lane.command('MGET', ...keysOf({ tenant, first: 1 }, naming));
      refused += await answer.then(
        () => 0,
        (error: unknown) => {
          if (String(error).includes('CROSSSLOT')) return 1;
          throw error;
        },
      );
    }
    return refused;
  },
});
