import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const FOLDERS = '{src,seeders,benches,optimizations}';
/** A server that starts on a machine at work takes its time, and the first test that asks for packages fetches them. */
const PATIENT = { testTimeout: 120_000, hookTimeout: 600_000 };

/**
 * Three projects. `unit`: pure and quick. `alone`: real servers under a measurement, which takes the lock of the whole machine; one test
 * file at a time. `servers`: real servers beside each other, two test files at a time, because they wait more than they work.
 * `npm run test:servers` runs the last two beside each other: nothing is judged by its time, and each looks for leftovers of its own only.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${FOLDERS}/**/*.test.ts`],
          exclude: [`${FOLDERS}/**/*.{alone,servers}.test.ts`],
          // Nothing is judged by its time: a busy machine may take long over a whole report.
          testTimeout: 30_000,
          // On two processors vitest would take one, for the other to be somebody's who types meanwhile.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'alone',
          include: [`${FOLDERS}/**/*.alone.test.ts`],
          ...PATIENT,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'servers',
          include: [`${FOLDERS}/**/*.servers.test.ts`],
          ...PATIENT,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
