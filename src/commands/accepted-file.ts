/** Accepted shifts on disk: append-only, under the folder of the reports. They are changes of the code, and hold for every machine. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { redact } from '../redact.ts';
import { type AcceptedShift, acceptedShift } from '../report/accepted.ts';

const fileIn = (out: string): string => path.join(out, 'accepted.ndjson');

export async function appendAccepted(out: string, shift: AcceptedShift): Promise<void> {
  await mkdir(out, { recursive: true });
  await appendFile(fileIn(out), redact(`${JSON.stringify(shift)}\n`));
}

/** In the order in which they were accepted; a line that cannot be read is told with its place. */
export async function readAccepted(out: string): Promise<readonly AcceptedShift[]> {
  const text = await readFile(fileIn(out), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line, i) => (line === '' ? [] : [shiftOf(line, i + 1)]));
}

function shiftOf(line: string, number: number): AcceptedShift {
  try {
    return acceptedShift.parse(JSON.parse(line));
  } catch {
    throw new UserError(`accepted.ndjson, line ${number} is no accepted shift: ${line.slice(0, 60)}`, 'take that line out');
  }
}
