/** `mhbench gate`: judges a stored run and nothing else. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { messageOf, UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type Gate, gateOf, type Quarantine } from '../experiment/gate.ts';
import type { RunRecord } from '../experiment/record.ts';
import { redact, redactedJson } from '../redact.ts';
import { machineKey } from '../report/machine-key.ts';
import type { Ran } from './run.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface GateCommand {
  readonly run: string | undefined;
  readonly out: string;
  /** A run that says what must be there at the least. */
  readonly reference: string | null;
  readonly quarantine: string | null;
  readonly json: boolean;
}

const quarantineShape = z.array(
  z.strictObject({ id: z.string(), until: z.iso.date(), reason: z.string().min(1, 'a quarantine has a reason') }),
);

export async function gate(
  { run, out, reference, quarantine, json }: GateCommand,
  io: Pick<Io, 'stdout' | 'cwd'>,
): Promise<number> {
  const record = await readRecord(await findRecord({ run, out, cwd: io.cwd }));
  const judged = gateOf(record, {
    reference: reference === null ? null : await referenceFor(record, reference, { out, cwd: io.cwd }),
    quarantine: quarantine === null ? [] : await quarantineIn(path.resolve(io.cwd, quarantine)),
    today: today(),
  });
  io.stdout.write(json ? `${redactedJson(judged)}\n` : redact(textOf(judged)));
  return judged.code;
}

/** The run that is meant, of the judged one's kind of machine where the name has one. */
export const referenceFor = async (
  record: Parameters<typeof machineKey>[0],
  name: string,
  place: { readonly out: string; readonly cwd: string },
): Promise<RunRecord> => await readRecord(await findRecord({ ...place, run: name, machine: machineKey(record) }));

/** `run --gate`: the run just ended decides. One that was interrupted, or for which there was no server, has its own exit code. */
export function gateAfter({ code, record, reference = null }: Ran, io: Pick<Io, 'stderr'>): number {
  if (record === null || (code !== EXIT.done && code !== EXIT.failed)) return code;
  const judged = gateOf(record, { reference, quarantine: [], today: today() });
  io.stderr.write(redact(textOf(judged)));
  return judged.code;
}

const today = (): string => systemClock.date().toISOString().slice(0, 10);

/** Throws with every mistake and its place. */
async function quarantineIn(file: string): Promise<readonly Quarantine[]> {
  try {
    const parsed = quarantineShape.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return parsed.data;
    throw new UserError(`${file} is no list of quarantines:\n${z.prettifyError(parsed.error)}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${file} cannot be read: ${messageOf(error)}`,
      '[{ "id": "indexing/partial", "until": "2026-12-31", "reason": "…" }]',
    );
  }
}

const textOf = ({ state, code, reasons, warnings }: Gate): string =>
  [
    code === 0 ? 'gate: passed' : `gate: ${state} (exit code ${code})`,
    ...reasons.map(({ finding, says }) => `✖ ${finding}: ${says}`),
    ...warnings.map((warning) => `– ${warning}`),
    '',
  ].join('\n');
