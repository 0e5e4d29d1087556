/** Prisma's client for MilkyHoop's PostgreSQL, as `npm run migrate:generate` wrote it, on the pg driver. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { CLIENT_FOLDER } from '../prisma/client-folder.ts';
import { clientAdapter } from './prisma-adapter.ts';

/** The part of a generated model that is used here; the generated types are not there before they are generated. */
export interface PrismaModel {
  findUnique(question: {
    readonly where: object;
    readonly include?: object;
    readonly select?: object;
  }): Promise<PrismaRow | null>;
  findMany(question: object): Promise<readonly PrismaRow[]>;
  createMany(rows: { readonly data: readonly object[] }): Promise<{ readonly count: number }>;
}
export type PrismaRow = Readonly<Record<string, unknown>> & {
  readonly accounts?: readonly Readonly<Record<string, unknown>>[];
  readonly user?: Readonly<Record<string, unknown>>;
};
export interface PrismaClient extends AsyncDisposable {
  readonly user: PrismaModel;
  readonly account: PrismaModel;
  readonly transaction: PrismaModel;
  $queryRawUnsafe(sql: string, ...params: readonly unknown[]): Promise<readonly PrismaRow[]>;
  $disconnect(): Promise<void>;
}
interface Generated {
  readonly PrismaClient: new (options: { readonly adapter: unknown }) => Omit<PrismaClient, keyof AsyncDisposable>;
}

interface PrismaOptions {
  readonly folder?: string;
  readonly connections?: number;
}

/** Connects at the first question; `?schema=` of the URL is where it looks, so a lane will do. */
export function openPrisma(url: string, { folder = CLIENT_FOLDER, connections }: PrismaOptions = {}): PrismaClient {
  const file = join(folder, 'index.js');
  if (!existsSync(file)) throw new UserError(`Prisma's client is not in ${folder}.`, 'npm run migrate:generate');
  const { PrismaClient }: Generated = createRequire(import.meta.url)(file);
  const client = new PrismaClient({ adapter: clientAdapter(url, connections) });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.$disconnect() });
}
