import { defineConfig } from 'vitest/config';

/** Two projects: `unit` is pure and quick; `servers` starts real servers, one test file at a time, because they share the machine. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,seeders,benches,optimizations}/**/*.test.ts'],
          exclude: ['**/*.servers.test.ts', '**/node_modules/**'],
          // Nothing is judged by its time: a busy machine may take long over a whole report.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['{src,seeders,benches,optimizations}/**/*.servers.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
