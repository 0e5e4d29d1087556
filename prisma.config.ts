// Read by Prisma's command line. `npm run migrate:*` says by MHBENCH_PRISMA_ENGINE=js that no engine can be downloaded here: then migrations
// go through the pg driver and the schema engine that Prisma carries as WebAssembly. Otherwise this is plain Prisma.
import { join } from 'node:path';
import { defineConfig } from 'prisma/config';
import { loosenLongTimers } from './src/prisma/timers.ts';
import { migrationAdapter } from './src/stores/prisma-adapter.ts';

const { MHBENCH_PRISMA_ENGINE: engine, MHBENCH_SCHEMAS: folder = 'schemas', DATABASE_URL, MHBENCH_PRISMA_URL } = process.env;
const paths = { schema: join(folder, 'global_schema.prisma'), migrations: { path: join(folder, 'migrations') } };

if (engine === 'js') loosenLongTimers();

export default defineConfig(
  engine === 'js'
    ? {
        ...paths,
        experimental: { adapter: true },
        engine: 'js',
        adapter: async () => migrationAdapter(MHBENCH_PRISMA_URL ?? DATABASE_URL ?? ''),
      }
    : paths,
);
