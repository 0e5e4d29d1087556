/** Prisma on a PostgreSQL lane: opened when first asked for, because whoever measures without it should not load it. */
import { UserError } from '../errors.ts';
import type { PrismaClient } from './prisma.ts';
import type { Address } from './store.ts';

/** Where a client looks: a lane's tables, over at most so many connections. */
function prismaUrl({ user, password, host, port, database, tls }: Address, schema: string): string {
  const url = new URL(`postgresql://${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}`);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  url.searchParams.set('schema', schema);
  if (tls === true) url.searchParams.set('sslmode', 'verify-full');
  return url.href;
}

/** Opens a client when first asked for, and the same one from then on. */
export function oncePrisma(address: Address, clients: number): { open(): Promise<PrismaClient>; close(): Promise<void> } {
  let opened: Promise<PrismaClient> | null = null;
  return {
    open() {
      const { schema } = address;
      if (schema === undefined) return Promise.reject(new UserError('this lane has no schema in which Prisma could look'));
      opened ??= import('./prisma.ts').then(({ openPrisma }) => openPrisma(prismaUrl(address, schema), { connections: clients }));
      return opened;
    },
    close: async () => void (await (await opened?.catch(() => null))?.$disconnect()),
  };
}
