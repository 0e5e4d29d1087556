/** `mhbench list`: what there is to run. */
import { type CatalogEntry, loadCatalog, loadDomain } from '../catalog.ts';
import type { Io } from '../config.ts';
import type { Counts } from '../define.ts';
import { PROFILES, type Profile } from '../experiment/constants.ts';
import { benchesOf, planOptimization } from '../experiment/plan.ts';
import { claimText } from '../report/claims.ts';

/** An optimisation as `list --json` shows it. */
export interface Listed {
  readonly id: string;
  readonly store: string;
  readonly question: string;
  readonly baseline: string;
  readonly candidates: readonly string[];
  readonly gain: readonly string[];
  readonly price: readonly string[];
  /** How its gains are timed: calls, task, drill. */
  readonly shapes: readonly string[];
  readonly claims: readonly unknown[];
  readonly claimTexts: readonly string[];
  /** The candidate by which the quick profile shows it; null where it does not. */
  readonly showcase: string | null;
  /** What measuring takes at the least in the quick profile, servers and data set apart. */
  readonly quickSeconds: number;
}

const QUICK: Profile = { name: 'quick', ...PROFILES.quick };

export async function list({ json }: { readonly json: boolean }, io: Pick<Io, 'stdout'>): Promise<number> {
  const { optimizations } = await loadCatalog();
  const counts = (await loadDomain()).countsAt(QUICK.scale);
  const listed = optimizations.map((entry) => listedOf(entry, counts));
  io.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : listText(listed));
  return 0;
}

export function listedOf({ id, optimization }: CatalogEntry, counts: Counts): Listed {
  const { store, question, baseline, candidates, gain, price, claims, showcase = null } = optimization;
  const { circumstances } = planOptimization(id, optimization, { profile: QUICK, counts, memoryBytes: Number.POSITIVE_INFINITY });
  const comparisons = circumstances.flatMap((circumstance) => circumstance.comparisons);
  return {
    ...{ id, store, question, baseline: baseline.name, candidates: candidates.map(({ name }) => name) },
    ...{ gain: Object.keys(gain), price: Object.keys(price) },
    shapes: [...new Set(benchesOf(gain).map(([, { shape }]) => shape?.kind ?? 'calls'))],
    ...{ claims, claimTexts: claims.map((claim) => `${claim.candidate ?? 'any candidate'}: ${claimText(claim)}`) },
    ...{ showcase, quickSeconds: Math.round(comparisons.reduce((sum, { seconds }) => sum + seconds, 0)) },
  };
}

export function listText(listed: readonly Listed[]): string {
  const blocks = listed.map((each) =>
    [
      `${each.id}  (${each.store}, ${each.shapes.join(' and ')}, about ${each.quickSeconds} s${each.showcase === null ? '' : `, in quick: ${each.showcase}`})`,
      `  ${each.question}`,
      `  ${each.baseline} against ${each.candidates.join(' | ')}`,
      `  gain: ${each.gain.join(', ')}; price: ${each.price.join(', ') || 'none'}`,
      ...each.claimTexts.map((text) => `  claim: ${text}`),
      '',
    ].join('\n'),
  );
  return `${blocks.map((block) => `${block}\n`).join('')}${listed.length} optimisation${listed.length === 1 ? '' : 's'}; run some with: mhbench run 'id' 'folder/*'\n`;
}
