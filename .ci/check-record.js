// Judges a smoke run by its record: every optimisation was applied, answered, explained and undone, and nothing failed or was skipped.
import { readFile } from 'node:fs/promises';

const [, , file] = process.argv;
const record = JSON.parse(await readFile(file, 'utf8'));
/** What a function of the lane asks has no plan. */
const hasStatement = (id) =>
  record.comparisons.some(
    (each) =>
      each.id === id && each.evidence.shape === 'calls' && (each.statements.baseline ?? each.statements.candidate) !== null,
  );
const problems = [
  ...record.failed.map(({ id, error }) => `failed: ${id}: ${error}`),
  ...record.skipped.map(({ id, reason }) => `skipped: ${id}: ${reason}`),
  ...record.comparisons.filter(({ answers }) => !answers.equal).map(({ key }) => `answers differ: ${key}`),
  ...record.comparisons
    .filter(({ verdict, reason }) => verdict !== 'inconclusive' || reason !== 'smoke')
    .map(({ key, verdict }) => `judged: ${key} ${verdict}`),
  ...record.optimizations.flatMap(({ id, lanes }) =>
    lanes.filter(({ undone }) => undone === 'failed').map(() => `not undone: ${id}`),
  ),
  ...record.optimizations
    .filter(({ id, store, plans }) => store === 'postgres' && plans.length === 0 && hasStatement(id))
    .map(({ id }) => `no plan: ${id}`),
];
if (record.run.status !== 'complete') problems.push(`the run is ${record.run.status}`);
if (record.comparisons.length !== record.run.planned)
  problems.push(`${record.comparisons.length} of ${record.run.planned} comparisons are there`);
if (record.optimizations.length < 6) problems.push(`only ${record.optimizations.length} optimisations`);
for (const problem of problems) console.error(problem);
console.error(
  `${record.comparisons.length} comparisons, data set ${record.dataset.digest.slice(0, 12)}, ${problems.length} problems`,
);
process.exit(problems.length === 0 ? 0 : 1);
