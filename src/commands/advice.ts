/** `mhbench advice`: what a stored run recommends, for people or for programs. */
import type { Io } from '../config.ts';
import { EXIT } from '../exit-codes.ts';
import { redact, redactedJson } from '../redact.ts';
import { effectText } from '../report/format.ts';
import { type Advice, recommend } from '../report/recommend.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface AdviceOptions {
  readonly run: string | undefined;
  readonly out: string;
  readonly json: boolean;
}

export async function advice({ run, out, json }: AdviceOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const given = recommend(await readRecord(await findRecord({ run, out, cwd: io.cwd })));
  io.stdout.write(json ? `${redactedJson(given)}\n` : redact(`${textOf(given)}\n`));
  return EXIT.done;
}

function textOf(given: readonly Advice[]): string {
  if (given.length === 0) return 'This run recommends nothing: it judged no gain.';
  return given.map((each) => linesOf(each).join('\n')).join('\n\n');
}

function linesOf({
  id,
  candidate,
  verdict,
  why,
  benefit,
  price,
  risk,
  action,
  undo,
  holdsWhen,
  breaksWhen,
}: Advice): readonly string[] {
  const [low, high] = benefit?.interval ?? [];
  const gain =
    benefit === null || low === undefined || high === undefined
      ? '–'
      : `${benefit.metric} ${effectText({ estimate: benefit.timesBetter, low, high })} better, ${benefit.sessions} sessions`;
  return [
    `${verdict}  ${id}: ${candidate}  (${why})`,
    `  gain   ${gain}`,
    `  price  ${price.join('; ') || 'none was measured'}`,
    ...(risk === null ? [] : [`  risk   ${risk}`]),
    `  when   ${holdsWhen}`,
    `  not    ${breaksWhen}`,
    ...action.map((line) => `  apply  ${line}`),
    ...undo.map((line) => `  undo   ${line}`),
  ];
}
