/** Where Prisma's client for MilkyHoop's PostgreSQL is generated: what its schema says (schemas/global_schema.prisma, `output`). */
import { join, resolve } from 'node:path';

export const PROJECT = resolve(import.meta.dirname, '..', '..');
/** Git does not have it: it follows from the schema. */
export const CLIENT_FOLDER = join(PROJECT, '.bench', 'prisma', 'client');
export const CLIENT_SCHEMA = join(PROJECT, 'schemas', 'global_schema.prisma');
