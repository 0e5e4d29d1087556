/** Optimisations in a reader's words: what a variant changes, statement by statement. Pure. */
import type { AnyVariant, Settings } from '../define.ts';
import { type PlannedOptimization, variantsOf } from './plan.ts';
import type { LaneRecord, OptimizationRecord, RunRecord } from './record.ts';
import { sourceOf } from './source.ts';

/** A change's statements as a reader would type them; null where it is a function that works on the lane itself. */
type Changed = (change: AnyVariant['apply']) => readonly string[] | null;
/** What the variant asks the store for a sample question, as a reader would type it; null where its answer is a function of the lane. */
type Sample = (variant: AnyVariant, bench: string) => string | null;

const settingLines = (server: string, settings: Settings) =>
  Object.entries(settings).map(([name, value]) => `${server}: ${name} = ${value}`);

/** Its apply as a reader would type it, then its server settings and client options, then answers of its own to what is measured. */
function changeOf(variant: AnyVariant, benches: readonly string[], { changed, sample }: Words): string[] {
  const { apply, servers, client, answers } = variant;
  const applied = changed(apply) ?? [sourceOf(apply)];
  const set = Object.entries(servers ?? {}).flatMap(([server, settings]) => settingLines(server, settings));
  const options = Object.entries(Object.assign({}, client)).map(([name, value]) => `client: ${name} = ${String(value)}`);
  const measured = Object.entries(answers ?? {}).filter(([bench]) => benches.includes(bench));
  const own = measured.map(([bench, answer]) => `${bench}: ${sample(variant, bench) ?? sourceOf(answer)}`);
  return [...applied, ...set, ...options, ...own];
}

/** Statements span lines in their file; what is shown starts at the left edge. */
export function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.slice(1).flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  return lines
    .map((line, i) => (i === 0 ? line.trim() : line.slice(least)))
    .join('\n')
    .trim();
}

export interface Words {
  readonly changed: Changed;
  readonly sample: Sample;
}

export function optimizationRecord(
  { id, optimization, notes, later }: Pick<PlannedOptimization, 'id' | 'optimization' | 'notes' | 'later'>,
  words: Words,
): OptimizationRecord {
  const benches = Object.keys({ ...optimization.gain, ...optimization.price });
  return {
    id,
    store: optimization.store,
    question: optimization.question,
    adopt: optimization.adopt,
    avoid: optimization.avoid,
    baseline: optimization.baseline.name,
    variants: variantsOf(optimization).map((variant) => ({
      name: variant.name,
      change: changeOf(variant, benches, words),
      undo: [...(words.changed(variant.undo) ?? [sourceOf(variant.undo)])],
      ...(variant.risk !== undefined && { risk: variant.risk }),
    })),
    lanes: [],
    readings: [],
    plans: [],
    claims: [...optimization.claims],
    ...(optimization.expected !== undefined && { expected: [...optimization.expected] }),
    notes: [...notes],
    ...(later !== undefined && { later: [...later] }),
  };
}

/** A lane that was made, and what the change called on it where it is a function that works on the lane. */
export interface MadeLane {
  readonly record: LaneRecord;
  readonly called: readonly string[];
}

/** Puts what a change called in place of its own text, which names variables where the calls have values. Where neither part nor calls are there, nothing. */
export function tellCalls(
  { optimizations }: Pick<RunRecord, 'optimizations'>,
  { id, optimization }: Pick<PlannedOptimization, 'id' | 'optimization'>,
  { record, called }: MadeLane,
): void {
  if (called.length === 0) return;
  const told = optimizations.find((each) => each.id === id)?.variants ?? [];
  for (const { name, apply } of variantsOf(optimization).filter((variant) => record.variants.includes(variant.name))) {
    const change = told.find((each) => each.name === name)?.change;
    if (change?.[0] === sourceOf(apply)) change.splice(0, 1, ...called);
  }
}
