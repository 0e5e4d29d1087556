/** What a comparison's evidence says by itself: one effect a session or repeat, and what the looks see in them, one after another. Pure. */
import { createHash } from 'node:crypto';
import { hodgesLehmann } from '../stats/hodges-lehmann.ts';
import { type Look, look, type Rule } from '../stats/look.ts';
import { type Comparison, evidenceSchema } from './record.ts';
import type { CallsEvidence, SessionEvidence, TaskEvidence } from './record-evidence.ts';

/** The session's effect from its blocks: null where they give none. */
export function effectOfBlocks({ blocks }: Pick<SessionEvidence, 'blocks'>): number | null {
  const centre = hodgesLehmann(blocks);
  return Number.isFinite(centre) ? centre : null;
}

const meanLog = (values: readonly number[]) => values.reduce((sum, x) => sum + Math.log(x), 0) / values.length;
/** A repeat's effect from its times: log of candidate ÷ baseline, geometric means. */
export const effectOfTimes = ({ baselineMs, candidateMs }: TaskEvidence['repeats'][number]): number =>
  meanLog(candidateMs) - meanLog(baselineMs);

/** The effects that count, in the order in which they were measured. */
export const countedEffects = (evidence: CallsEvidence | TaskEvidence): readonly number[] =>
  evidence.shape === 'task'
    ? evidence.repeats.map(({ effect }) => effect)
    : evidence.sessions.flatMap(({ effect, discarded }) => (discarded === null && effect !== null ? [effect] : []));

/** Keys sorted, so that the order in which a version writes them does not matter. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Changes with every figure of the evidence as it is written; the centre of many blocks does not feel each of them. */
export const digestOfEvidence = (evidence: Comparison['evidence']): string =>
  createHash('sha256')
    .update(JSON.stringify(evidenceSchema.parse(evidence), sorted))
    .digest('hex');

export interface Replayed {
  /** The last look that there was; null where there were too few effects for one. */
  readonly look: Look | null;
  /** How many effects it saw. */
  readonly seen: number;
}

/** Looks at the effects as the engine did: at each count of the schedule, until one decides. */
export function replayLooks(effects: readonly number[], rule: Rule): Replayed {
  let replayed: Replayed = { look: null, seen: 0 };
  for (const count of rule.looks) {
    if (count < 2 || count > effects.length) continue;
    replayed = { look: look(effects.slice(0, count), rule), seen: count };
    if (replayed.look?.verdict != null) break;
  }
  return replayed;
}
