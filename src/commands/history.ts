/** `mhbench history`: how each comparison came out night after night, with the shifts that stayed. */
import path from 'node:path';
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { redact, redactedJson } from '../redact.ts';
import { acceptedText } from '../report/accepted.ts';
import { effectText } from '../report/format.ts';
import { type Series, seriesOf, sparkline } from '../report/history.ts';
import { readAccepted } from './accepted-file.ts';
import { readHistories } from './history-file.ts';

export interface HistoryOptions {
  /** Of these comparisons alone: a part of their keys. */
  readonly of: string | undefined;
  readonly out: string;
  readonly json: boolean;
}

/** As many nights as a line of a terminal shows. */
const SHOWN = 45;

export async function history({ of, out, json }: HistoryOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const accepted = await readAccepted(path.resolve(io.cwd, out));
  const machines = (await readHistories(path.resolve(io.cwd, out))).map(({ machine, lines }) => ({
    machine,
    series: seriesOf(of === undefined ? lines : lines.filter(({ key }) => key.includes(of)), accepted),
  }));
  const found = machines.filter(({ series }) => series.length > 0);
  if (found.length === 0)
    throw new UserError(`there is no history of ${of ?? 'any run'} in ${out}`, 'a run that judges adds to it: npm run bench');
  io.stdout.write(json ? `${redactedJson(found)}\n` : redact(found.map(textOf).join('\n')));
  return EXIT.done;
}

const textOf = ({ machine, series }: { readonly machine: string; readonly series: readonly Series[] }): string =>
  [`machine ${machine}`, ...series.flatMap(linesOf), ''].join('\n');

function linesOf({ key, profile, scale, lines, shifts, accepted }: Series): readonly string[] {
  const last = lines.at(-1);
  if (last === undefined) return [];
  const now = effectText({ estimate: last.timesBetter, low: last.low, high: last.high });
  const shown = sparkline(lines.slice(-SHOWN).map(({ timesBetter }) => timesBetter));
  return [
    `${shown}  ${key}  ${now} ${last.verdict}, ${lines.length} runs, ${profile}, scale ${scale}`,
    ...(accepted === null ? [] : [`  ${acceptedText(accepted)}`]),
    ...shifts.map(({ at, p }) => {
      const [before, first] = [lines[at - 1], lines[at]];
      return `  shift on ${first?.startedAt.slice(0, 10)}: after commit ${before?.commit ?? 'unknown'}, up to ${first?.commit ?? 'unknown'} (p ${p.toFixed(3)})`;
    }),
  ];
}
