/** `mhbench reference`: runs with a name, against which others are held; and shifts that are accepted. A `baseline` is a variant, and something else. */
import path from 'node:path';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';
import { redact, redactedJson } from '../redact.ts';
import { acceptedText } from '../report/accepted.ts';
import { plural } from '../report/format.ts';
import { machineKey } from '../report/machine-key.ts';
import { summaryLines } from '../report/summary.ts';
import { appendAccepted } from './accepted-file.ts';
import { commitOf } from './environment.ts';
import { readHistories } from './history-file.ts';
import { removeReference, saveReference, storedReferences } from './reference-files.ts';
import { findRecord, readRecord } from './stored-runs.ts';

type Says = Pick<Io, 'stdout' | 'cwd'>;

/** A run that judged nothing has nothing to be held against. */
export async function referenceSave(
  { name, run, out }: { readonly name: string; readonly run: string | undefined; readonly out: string },
  io: Says,
): Promise<number> {
  const file = await findRecord({ run, out, cwd: io.cwd });
  const record = await readRecord(file);
  if (record.comparisons.length === 0)
    throw new UserError(`run ${record.run.id} holds no comparison`, 'a reference is a run that measured something');
  await saveReference(path.resolve(io.cwd, out), { name, machine: machineKey(record) }, file);
  io.stdout.write(
    `${name} is run ${record.run.id} with ${plural(record.comparisons.length, 'comparison')}, on machine ${machineKey(record)}\n`,
  );
  return EXIT.done;
}

export async function referenceList({ out, json }: { readonly out: string; readonly json: boolean }, io: Says): Promise<number> {
  const places = await storedReferences(path.resolve(io.cwd, out));
  const rows = await Promise.all(
    places.map(async ({ name, machine, file }) => {
      const { run, comparisons } = await readRecord(file);
      const { id, startedAt, commit, profile, scale } = run;
      return { name, machine, run: id, startedAt, commit, profile, scale, comparisons: comparisons.length };
    }),
  );
  if (json) io.stdout.write(`${redactedJson(rows)}\n`);
  else if (rows.length === 0) io.stdout.write('no reference yet; make one with: mhbench reference save NAME\n');
  else
    for (const { name, machine, run, startedAt, commit, profile, scale, comparisons } of rows)
      io.stdout.write(
        redact(
          `${name}  run ${run} of ${startedAt.slice(0, 10)}, ${commit ?? 'commit unknown'}, ${profile}, scale ${scale}, ${plural(comparisons, 'comparison')}, machine ${machine}\n`,
        ),
      );
  return EXIT.done;
}

export async function referenceShow({ name, out }: { readonly name: string; readonly out: string }, io: Says): Promise<number> {
  for (const { machine, file } of await named(path.resolve(io.cwd, out), name)) {
    const record = await readRecord(file);
    io.stdout.write(redact([`${name}: run ${record.run.id} on machine ${machine}`, ...summaryLines(record), ''].join('\n')));
  }
  return EXIT.done;
}

export async function referenceRm(
  { name, out, yes }: { readonly name: string; readonly out: string; readonly yes: boolean },
  io: Says,
): Promise<number> {
  const places = await named(path.resolve(io.cwd, out), name);
  if (!yes) {
    io.stdout.write(
      `would remove ${name} of ${plural(places.length, 'machine')}; remove with: mhbench reference rm ${name} --yes\n`,
    );
    return EXIT.done;
  }
  await removeReference(path.resolve(io.cwd, out), name);
  io.stdout.write(`removed ${name}\n`);
  return EXIT.done;
}

async function named(out: string, name: string) {
  const all = await storedReferences(out);
  const own = all.filter((place) => place.name === name);
  if (own.length > 0) return own;
  const names = [...new Set(all.map((place) => place.name))];
  throw new UserError(`there is no reference ${name}.${didYouMean(name, names)}`, 'mhbench reference list shows what there is');
}

/** The series begins anew with the newest run there is of it: that run is what was looked at when the shift was accepted. */
export async function referenceAccept(
  { id, reason, out }: { readonly id: string; readonly reason: string; readonly out: string },
  io: Says,
): Promise<number> {
  if (reason.trim() === '')
    throw new UserError('an accepted shift has a reason', `mhbench reference accept ${id} --reason 'why it is wanted'`);
  const folder = path.resolve(io.cwd, out);
  const lines = (await readHistories(folder)).flatMap((machine) => machine.lines);
  const own = lines.filter(({ key }) => key.startsWith(`${id}/`));
  const from = own
    .map(({ startedAt }) => startedAt)
    .sort()
    .at(-1);
  if (from === undefined) {
    const ids = [...new Set(lines.map(({ key }) => key.split('/').slice(0, 2).join('/')))];
    throw new UserError(
      `there is no history of ${id} in ${out}, so that nothing could begin anew.${didYouMean(id, ids)}`,
      'mhbench history shows what there is',
    );
  }
  const shift = { id, reason: reason.trim(), at: systemClock.date().toISOString(), from, commit: await commitOf(io.cwd) };
  await appendAccepted(folder, shift);
  io.stdout.write(redact(`${id}: ${acceptedText(shift)}; its series begins anew with the run of ${from.slice(0, 10)}\n`));
  return EXIT.done;
}
