/** A bench's fixed questions seen from the run: for plans and for what is printed. The same ones that the digest pass asks. */
import type { AnyBench, AnyVariant, Counts, Given } from '../define.ts';
import type { Connection } from '../stores/store.ts';
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

/** What a lane is called by; whatever else is used of it means that more than a statement is wanted. */
type Names = Connection['names'];
class LaneUsed extends Error {}
const namesOnly = (names: object) =>
  new Proxy(names, {
    get: (target, key) => {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key);
      throw new LaneUsed();
    },
  });

/** The statement a variant answers with; null when its answer is a function of the lane. */
export function statementOf(bench: AnyBench, name: string, variant: AnyVariant, question: unknown, names?: Names): unknown {
  const answer = variant.answers?.[name] ?? bench.answer;
  return answer === undefined ? null : unlessItRuns((lane) => answer(question, lane as never), names);
}

/** The statements of a change; null when it is a function that works on the lane itself. */
export function changeStatements(change: AnyVariant['apply'], names?: Names): readonly unknown[] | null {
  if (typeof change !== 'function') return change ?? [];
  const reply = unlessItRuns((lane) => change(lane as never), names);
  return Array.isArray(reply) ? reply : null;
}

function unlessItRuns(work: (lane: unknown) => unknown, names: Names): unknown {
  try {
    const reply = work(namesOnly(names ?? {}));
    if (!(reply instanceof Promise)) return reply;
    reply.catch(() => undefined);
    return null;
  } catch (error) {
    if (error instanceof LaneUsed) return null;
    throw error;
  }
}
