/** A slice: a few calls of one variant, each timed by itself. Questions are drawn before it; nothing is hashed, drawn or logged inside it. */
import { messageOf } from '../errors.ts';

export interface Clock {
  nowNs(): number;
}

/** One variant's side of a comparison: resolves with its answer. */
export type Call = (question: unknown) => Promise<unknown>;

export interface Slice {
  /** Nanoseconds a call, in the order of the questions; NaN where the call failed. */
  readonly latencyNs: Float64Array;
  /** A cheap mark of each answer (rows, or −1 for anything else), compared between variants. */
  readonly shapes: Int32Array;
  readonly wallNs: number;
  readonly errors: number;
  readonly errorSample: string | null;
  /** What each failed call said. */
  readonly failures: readonly string[];
}

/** How many rows an answer has: none where it is nothing, as a write's may be; −1 for an answer that is no list. */
export const shapeOf = (answer: unknown = []): number => (Array.isArray(answer) ? answer.length : -1);

/** Runs every question, `clients` at a time with no think time. A failed call is a counted outcome, not an exception. */
export async function runSlice(call: Call, questions: readonly unknown[], clients: number, clock: Clock): Promise<Slice> {
  const latencyNs = new Float64Array(questions.length).fill(Number.NaN);
  const shapes = new Int32Array(questions.length);
  let next = 0;
  const failures: string[] = [];
  const client = async () => {
    for (let i = next++; i < questions.length; i = next++) {
      const startNs = clock.nowNs();
      try {
        const answer = await call(questions[i]);
        latencyNs[i] = clock.nowNs() - startNs;
        shapes[i] = shapeOf(answer);
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
  };
  const startNs = clock.nowNs();
  if (clients === 1) await client();
  else await Promise.all(Array.from({ length: Math.min(clients, questions.length) }, client));
  const wallNs = clock.nowNs() - startNs;
  return { latencyNs, shapes, wallNs, errors: failures.length, errorSample: failures[0] ?? null, failures };
}
