/** Answers before speeds: both sides are asked the same fixed questions, and what they answer is compared. */
import { createHash } from 'node:crypto';
import { messageOf } from '../errors.ts';
import type { OpenSide } from './measurer.ts';
import type { Recorder } from './recorder.ts';

export interface DigestReport {
  readonly calls: number;
  readonly baseline: string;
  readonly candidate: string;
  readonly equal: boolean;
  /** The first question whose answers differ, with both answers, shortened. */
  readonly difference: string | null;
  /** The first call that failed, with the question and what was said: answers that were not given cannot be compared. */
  readonly failure?: string | null;
  /** Each score's mean over the questions; none where answers must be equal. */
  readonly scores: Readonly<Record<string, { readonly baseline: number; readonly candidate: number }>>;
}

const SIDES = ['baseline', 'candidate'] as const;
type Sides<T> = Readonly<Record<(typeof SIDES)[number], T>>;

export interface DigestOptions {
  readonly ask: (ordinal: number) => unknown;
  readonly calls: number;
  /** Where failed calls are counted. */
  readonly recorders: Sides<Recorder>;
}

/** Ends at the first call that fails. */
export async function digestPair(pair: Sides<OpenSide>, { ask, calls, recorders }: DigestOptions): Promise<DigestReport> {
  const hashes = { baseline: createHash('sha256'), candidate: createHash('sha256') };
  const totals: Record<string, { baseline: number; candidate: number }> = {};
  let difference: string | null = null;
  let failure: string | null = null;
  for (let ordinal = 0; ordinal < calls && failure === null; ordinal += 1) {
    const question = ask(ordinal);
    const texts = { baseline: '', candidate: '' };
    for (const side of SIDES) {
      try {
        const answer = await pair[side].call(question);
        texts[side] = pair[side].canonical(answer);
        await addScores(totals, side, pair[side], { answer, question });
      } catch (error) {
        recorders[side].addFailure(messageOf(error));
        failure ??= `question ${ordinal} ${JSON.stringify(question)} failed for the ${side}: ${messageOf(error)}`;
      }
      hashes[side].update(texts[side]);
    }
    if (failure === null && texts.baseline !== texts.candidate)
      difference ??= `question ${ordinal} ${JSON.stringify(question)}: baseline ${shorten(texts.baseline)}, candidate ${shorten(texts.candidate)}`;
  }
  const [baseline, candidate] = [hashes.baseline.digest('hex'), hashes.candidate.digest('hex')];
  const equal = failure === null && baseline === candidate;
  return { calls, baseline, candidate, equal, difference, failure, scores: means(totals, calls) };
}

export const shorten = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

type Totals = Record<string, { baseline: number; candidate: number }>;

async function addScores(
  totals: Totals,
  side: (typeof SIDES)[number],
  { scores = {} }: OpenSide,
  { answer, question }: { readonly answer: unknown; readonly question: unknown },
): Promise<void> {
  for (const [name, score] of Object.entries(scores)) {
    totals[name] ??= { baseline: 0, candidate: 0 };
    totals[name][side] += await score(answer, question);
  }
}

const means = (totals: DigestReport['scores'], calls: number): DigestReport['scores'] =>
  Object.fromEntries(
    Object.entries(totals).map(([name, { baseline, candidate }]) => [
      name,
      { baseline: baseline / calls, candidate: candidate / calls },
    ]),
  );
