/** Prisma's client for MilkyHoop's PostgreSQL, as `npm run migrate:generate` wrote it, on the pg driver. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors.ts';
import { clientAdapter } from './prisma-adapter.ts';

/** Git does not have it: it follows from schemas/global_schema.prisma. */
const GENERATED = resolve(import.meta.dirname, '..', '..', '.bench', 'prisma', 'client');

/** The part of a generated model that is used here; the generated types are not there before they are generated. */
export interface PrismaModel {
  findUnique(question: {
    readonly where: object;
    readonly include?: object;
    readonly select?: object;
  }): Promise<PrismaRow | null>;
  findMany(question: object): Promise<readonly PrismaRow[]>;
}
export type PrismaRow = Readonly<Record<string, unknown>> & { readonly accounts?: readonly Readonly<Record<string, unknown>>[] };
export interface PrismaClient extends AsyncDisposable {
  readonly user: PrismaModel;
  $disconnect(): Promise<void>;
}
interface Generated {
  readonly PrismaClient: new (options: { readonly adapter: unknown }) => Omit<PrismaClient, keyof AsyncDisposable>;
}

/** Connects at the first question; `?schema=` of the URL is where it looks, so a lane will do. */
export async function openPrisma(url: string, folder = GENERATED): Promise<PrismaClient> {
  const file = join(folder, 'index.js');
  if (!existsSync(file)) throw new UserError(`Prisma's client is not in ${folder}.`, 'npm run migrate:generate');
  const module: { readonly default: Generated } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  const client = new module.default.PrismaClient({ adapter: clientAdapter(url) });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.$disconnect() });
}
