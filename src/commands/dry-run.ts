/** `run --dry-run`: the plan with its time, disk, memory and statements, and where every setting comes from. Starts nothing. */
import type { Domain } from '../catalog.ts';
import type { Io, RunOptions } from '../config.ts';
import type { AnyVariant } from '../define.ts';
import { dedent } from '../experiment/describe.ts';
import { benchesOf, type Plan, type PlannedOptimization, variantsOf } from '../experiment/plan.ts';
import { changeStatements, statementOf } from '../experiment/questions.ts';
import { sourceOf } from '../experiment/source.ts';
import { leftOutLines } from '../report/left-out.ts';

export interface DryRun {
  readonly plan: Plan;
  readonly options: RunOptions;
  readonly domain: Domain;
}

export function printDryRun({ plan, options, domain }: DryRun, io: Io): void {
  const described = plan.optimizations.map((planned) => describe(planned, options, domain));
  if (options.json) {
    const { seconds, diskBytes, memoryBytes, comparisons } = plan;
    io.stdout.write(
      `${JSON.stringify({ settings: options.origins, comparisons, seconds, diskBytes, memoryBytes, optimizations: described, leftOut: plan.leftOut }, null, 2)}\n`,
    );
    return;
  }
  for (const line of textOf(plan, described)) io.stdout.write(`${line}\n`);
}

type Described = ReturnType<typeof describe>;

function describe(planned: PlannedOptimization, options: RunOptions, domain: Domain) {
  const { optimization, circumstances, notes, id, store } = planned;
  const benches = benchesOf({ ...optimization.gain, ...optimization.price });
  const counts = circumstances[0]?.counts ?? domain.countsAt(options.scale);
  const data = domain.dataset(options.seed, counts);
  const asked = (variant: AnyVariant) =>
    Object.fromEntries(
      benches.map(([name, bench]) => {
        const question = bench.ask(domain.pickFor(data, options.seed, 0, circumstances[0]?.given.question ?? {}));
        const statement = statementOf(bench, name, variant, question);
        return [name, statement === null ? sourceOf(variant.answers?.[name] ?? bench.answer) : statementText(statement)];
      }),
    );
  return {
    id,
    store,
    question: optimization.question,
    notes,
    variants: variantsOf(optimization).map((variant) => ({
      name: variant.name,
      apply: changeText(variant.apply),
      undo: changeText(variant.undo),
      asks: asked(variant),
    })),
    comparisons: circumstances.flatMap(({ comparisons }) => comparisons),
  };
}

const changeText = (change: AnyVariant['apply']) => changeStatements(change)?.map(statementText) ?? [sourceOf(change)];

/** A statement of any store on paper: text, or text with its parameters. */
function statementText(statement: unknown): string {
  if (typeof statement === 'string') return dedent(statement);
  if (Array.isArray(statement)) return statement.join(' ');
  const { sql, params } = statement as { sql?: string; params?: readonly unknown[] };
  return sql === undefined ? JSON.stringify(statement) : `${dedent(sql)}   -- ${JSON.stringify(params ?? [])}`;
}

function textOf(plan: Plan, described: readonly Described[]): string[] {
  const lines = described.flatMap(({ id, question, notes, variants, comparisons }) => [
    '',
    `${id}: ${question}`,
    ...notes.map((note) => `  note: ${note}`),
    ...variants.flatMap(({ name, apply, asks }) => [
      `  ${name}`,
      ...apply.map((text) => `    apply  ${indent(text)}`),
      ...Object.entries(asks).map(([bench, text]) => `    ${bench}  ${indent(text)}`),
    ]),
    ...comparisons.map(
      ({ key, role, tier, clients, perSecond, seconds }) =>
        `  measure ${role}  ${key}  ${perSecond === null ? `${clients} ${clients === 1 ? 'client' : 'clients'}` : `open load of ${perSecond} calls/s`}, ${tier}, about ${seconds.toFixed(1)} s`,
    ),
  ]);
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const total = `${plan.comparisons} comparisons, about ${Math.ceil(plan.seconds / 60)} min, disk ${gib(plan.diskBytes)}, memory ${gib(plan.memoryBytes)}. Nothing was started.`;
  const leftOut = leftOutLines(plan.leftOut.map(({ key, id, seconds }) => ({ key, id, seconds, why: 'plan' as const })));
  return [...lines.slice(1), '', ...leftOut.map((text) => `– ${text}`), total];
}

const indent = (text: string) => text.split('\n').join('\n           ');
