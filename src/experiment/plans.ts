/** The evidence beside the figures: each variant's plan of each bench, and the lane's exact readings. */
import type { AnyBench, AnyOptimization, AnyVariant } from '../define.ts';
import type { RunContext } from './context.ts';
import type { Lanes } from './lanes.ts';
import { benchesOf, readingsOf, variantsOf } from './plan.ts';
import { type Circumstances, fixedQuestion, statementOf } from './questions.ts';
import { readFigure } from './reading.ts';
import type { At, PlanRecord, ReadingRecord } from './record.ts';

/** Plans of the benches named, for every variant; a bench that writes is explained and never run. Stores without plans give none. */
export async function capturePlans(
  context: RunContext,
  optimization: AnyOptimization,
  circumstances: Circumstances,
  { lanes, at, names }: { readonly lanes: Lanes; readonly at: At; readonly names: ReadonlySet<string> },
): Promise<readonly PlanRecord[]> {
  const plans: PlanRecord[] = [];
  const benches = benchesOf({ ...optimization.gain, ...optimization.price }).filter(
    ([name, bench]) => names.has(name) && explainable(bench),
  );
  for (const [name, bench] of benches) {
    const question = fixedQuestion(context, circumstances, bench, 0);
    for (const variant of variantsOf(optimization)) {
      const { owner } = await lanes.get(variant, 'read');
      const statement = statementOf(bench, name, variant, question, owner.names);
      if (statement === null || owner.plan === undefined) continue;
      const analyzed = !bench.writes;
      const root = await owner.plan(statement as never, analyzed);
      plans.push({ bench: name, variant: variant.name, at, statement: owner.print(statement as never), analyzed, root });
    }
  }
  return plans;
}

/** A task may be a statement that no plan exists for, such as DROP TABLE. */
const explainable = (bench: AnyBench) => bench.shape?.kind !== 'task';

/** Exact figures of every variant's lane, as it is after its change and before any price was measured; a note says why one is not known. */
export async function takeReadings(
  optimization: AnyOptimization,
  lanes: Lanes,
  { at, notes }: { readonly at: At; readonly notes: string[] },
): Promise<readonly ReadingRecord[]> {
  const readings: ReadingRecord[] = [];
  const read = async (variant: AnyVariant, name: string, of: unknown): Promise<number | null> => {
    const figure = await readFigure((await lanes.get(variant, 'read')).owner, of);
    if (figure.value !== null) return figure.value;
    const note = `${name} is not known: ${figure.why}.`;
    if (!notes.includes(note)) notes.push(note);
    return null;
  };
  for (const [name, { unit, better, of }] of readingsOf({ ...optimization.gain, ...optimization.price })) {
    const values: ReadingRecord['values'] = [];
    for (const variant of optimization.candidates) values.push({ variant: variant.name, value: await read(variant, name, of) });
    readings.push({ name, unit, better, at, baseline: await read(optimization.baseline, name, of), values });
  }
  return readings;
}
