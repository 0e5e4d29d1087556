/** The commands about what stays of runs: references, and the history on a branch. Each is imported when it runs, so that help is quick. */
import type { Command } from 'commander';
import type { Io } from '../config.ts';
import { type Ends, OUT, outOf, RUN } from './program-content.ts';

export function addReferences(program: Command, io: Io, ends: Ends): void {
  const reference = program
    .command('reference')
    .description('runs with a name, against which others are held (run, gate, compare), and shifts that are accepted');
  reference
    .command('save')
    .description('give a stored run a name; a name is never overwritten')
    .argument('<name>', 'such as main')
    .argument(...RUN)
    .option(...OUT)
    .action(async (name: string, run: string | undefined, { out }: { out?: string }) => {
      const { referenceSave } = await import('./reference.ts');
      ends(await referenceSave({ name, run, out: await outOf(out, io) }, io));
    });
  reference
    .command('list')
    .description('which there are, and of which runs')
    .option(...OUT)
    .option('--json', 'as JSON')
    .action(async ({ out, json = false }: { out?: string; json?: boolean }) => {
      const { referenceList } = await import('./reference.ts');
      ends(await referenceList({ out: await outOf(out, io), json }, io));
    });
  reference
    .command('show')
    .description('what its run found')
    .argument('<name>')
    .option(...OUT)
    .action(async (name: string, { out }: { out?: string }) => {
      const { referenceShow } = await import('./reference.ts');
      ends(await referenceShow({ name, out: await outOf(out, io) }, io));
    });
  reference
    .command('accept')
    .description("say that a shift is wanted: the optimisation's series in the history begins anew, with the reason beside it")
    .argument('<id>', 'of the optimisation, such as indexing/brin')
    .requiredOption('--reason <text>', 'why it is wanted')
    .option(...OUT)
    .action(async (id: string, { reason, out }: { reason: string; out?: string }) => {
      const { referenceAccept } = await import('./reference.ts');
      ends(await referenceAccept({ id, reason, out: await outOf(out, io) }, io));
    });
  reference
    .command('rm')
    .description('take a name away, on every kind of machine; the runs stay')
    .argument('<name>')
    .option('--yes', 'do it')
    .option(...OUT)
    .action(async (name: string, { yes = false, out }: { yes?: boolean; out?: string }) => {
      const { referenceRm } = await import('./reference.ts');
      ends(await referenceRm({ name, out: await outOf(out, io), yes }, io));
    });
}

export function addPublish(program: Command, io: Io, ends: Ends): void {
  program
    .command('publish')
    .description(
      'add the history of runs to a branch of its own, beside whatever others add; nothing here is checked out or changed',
    )
    .argument('[runs...]', 'folders, run.json files, or ids of runs (default: the latest)')
    .option('--branch <name>', 'which branch', 'perf-data')
    .option('--remote <name>', 'of which remote', 'origin')
    .option(...OUT)
    .action(async (runs: string[], { branch, remote, out }: { branch: string; remote: string; out?: string }) => {
      const { publish } = await import('./publish.ts');
      ends(await publish({ runs, branch, remote, out: await outOf(out, io) }, io));
    });
}
