/** A bench's fixed questions seen from the run: for plans and for what is printed. The same ones that the digest pass asks. */
import type { AnyBench, AnyVariant, Counts, Given } from '../define.ts';
import type { RunContext } from './context.ts';

export interface Circumstances {
  readonly counts: Counts;
  readonly given: Given;
}

/** The bench's question of that ordinal in the stream of the data seed. */
export function fixedQuestion(context: RunContext, { counts, given }: Circumstances, bench: AnyBench, ordinal: number): unknown {
  const data = context.domain.dataset(context.dataSeed, counts);
  return bench.ask(context.domain.pickFor(data, context.dataSeed, ordinal, given.question ?? {}));
}

/** Stands for a lane where only the statement is wanted: whatever is called on it means that the answer is a function. */
class LaneUsed extends Error {}
const noLane = new Proxy(
  {},
  {
    get: () => {
      throw new LaneUsed();
    },
  },
);

/** The statement a variant answers with; null when its answer is a function of the lane. */
export function statementOf(bench: AnyBench, name: string, variant: AnyVariant, question: unknown): unknown {
  const answer = variant.answers?.[name] ?? bench.answer;
  if (answer === undefined) return null;
  try {
    const reply: unknown = answer(question, noLane as never);
    if (!(reply instanceof Promise)) return reply;
    reply.catch(() => undefined);
    return null;
  } catch (error) {
    if (error instanceof LaneUsed) return null;
    throw error;
  }
}
