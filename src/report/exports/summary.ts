/** A record without what only measuring again could use: small enough to be committed, and every claim is judged from it as from the whole. Pure. */
import type { Comparison, RunRecord } from '../../experiment/record.ts';
import type { HalfEvidence } from '../../experiment/record-evidence.ts';

/** Blocks, histograms and most of the machine's health go; each session's effect and every interval stay. */
function half({ baseline, candidate, sessions, ...rest }: HalfEvidence): HalfEvidence {
  return {
    ...rest,
    baseline: { ...baseline, histogram: '' },
    candidate: { ...candidate, histogram: '' },
    sessions: sessions.map(({ effect, discarded, wrong, metrics, levels, measuredMs }) => ({
      ...{ effect, discarded, blocks: [], orders: '', metrics, measuredMs },
      ...(wrong !== undefined && { wrong }),
      ...(levels !== undefined && { levels }),
    })),
  };
}

function slim({ evidence, evidenceDigest: _digest, state: _state, ...comparison }: Comparison): Comparison {
  if (evidence.shape === 'drill')
    return { ...comparison, evidence: { ...evidence, repeats: evidence.repeats.map((repeat) => ({ ...repeat, steps: [] })) } };
  if (evidence.shape !== 'calls') return { ...comparison, evidence };
  const { exchanged, ...first } = evidence;
  return { ...comparison, evidence: { ...half(first), ...(exchanged !== undefined && { exchanged: half(exchanged) }) } };
}

/** Hundreds may have stood, each for a moment: of those alike in version and settings the first speaks for all. */
function kindsOf(servers: RunRecord['servers']): RunRecord['servers'] {
  const alike = ({ name, endpoint: _, ...facts }: RunRecord['servers'][number]): string =>
    JSON.stringify([name.replace(/-\d+(\..*)?$/, ''), facts]);
  const firsts = new Map(servers.toReversed().map((server) => [alike(server), server]));
  return servers.filter((server) => firsts.get(alike(server)) === server);
}

export const summary = (record: RunRecord): RunRecord => ({
  ...record,
  servers: kindsOf(record.servers),
  controls: record.controls.map((control) => ({ ...control, comparison: slim(control.comparison) })),
  comparisons: record.comparisons.map(slim),
  ...(record.confirmations !== undefined && {
    confirmations: record.confirmations.map((each) => ({
      ...each,
      comparison: each.comparison === null ? null : slim(each.comparison),
    })),
  }),
});

/** A comparison a line, so that two of them can be compared by a program that knows lines. */
export function lines(record: RunRecord): string {
  const parts = Object.entries(record).map(([name, value]) => `${JSON.stringify(name)}:${listed(value)}`);
  return `{\n${parts.join(',\n')}\n}\n`;
}
const listed = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((each) => JSON.stringify(each)).join(',\n')}\n]`
    : JSON.stringify(value);
