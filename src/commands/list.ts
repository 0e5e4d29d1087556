/** `mhbench list`: what there is to run. */
import { type CatalogEntry, loadCatalog } from '../catalog.ts';
import type { Io } from '../config.ts';

/** An optimisation as `list --json` shows it. */
export interface Listed {
  readonly id: string;
  readonly store: string;
  readonly question: string;
  readonly baseline: string;
  readonly candidates: readonly string[];
  readonly gain: readonly string[];
  readonly price: readonly string[];
  readonly claims: readonly unknown[];
}

export async function list({ json }: { readonly json: boolean }, io: Pick<Io, 'stdout'>): Promise<number> {
  const { optimizations } = await loadCatalog();
  const listed = optimizations.map(listedOf);
  io.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : listText(listed));
  return 0;
}

export function listedOf({ id, optimization }: CatalogEntry): Listed {
  const { store, question, baseline, candidates, gain, price, claims } = optimization;
  return {
    id,
    store,
    question,
    baseline: baseline.name,
    candidates: candidates.map((candidate) => candidate.name),
    gain: Object.keys(gain),
    price: Object.keys(price),
    claims,
  };
}

export function listText(listed: readonly Listed[]): string {
  const blocks = listed.map(({ id, store, question, baseline, candidates, gain, price }) =>
    [
      `${id}  (${store})`,
      `  ${question}`,
      `  ${baseline} against ${candidates.join(' | ')}`,
      `  gain: ${gain.join(', ')}; price: ${price.join(', ') || 'none'}`,
      '',
    ].join('\n'),
  );
  return `${blocks.map((block) => `${block}\n`).join('')}${listed.length} optimisation${listed.length === 1 ? '' : 's'}; run some with: mhbench run 'id' 'folder/*'\n`;
}
