/**
 * Which margins judge a comparison: by how its lanes stand to each other, by metric, and by whether processors are pinned. What is not pinned
 * is called a difference later, and the same no sooner: the band of `same` is never wider. Pure.
 */
import type { Rule } from '../stats/look.ts';
import { CONSTANTS, type Profile } from './constants.ts';
import type { PlannedComparison } from './plan.ts';
import type { Comparison } from './record.ts';

export type Tier = Comparison['tier'];

export function ruleFor(comparison: PlannedComparison, tier: Tier, pinned: boolean, profile: Profile): Rule {
  const widen = pinned ? 1 : CONSTANTS.unpinnedFactor;
  const shared = { alpha: CONSTANTS.alpha, equivalenceAlpha: CONSTANTS.equivalenceAlpha, better: comparison.better };
  // An open load and a drill are shown and never judged, so nothing has to be left or to be stayed within.
  if (comparison.metric === 'responseP99' || comparison.metric === 'outageMs')
    return { ...shared, looks: [], margin: 0, equivalence: 0 };
  if (comparison.metric === 'ms' || tier === 'ABBA') {
    return {
      ...shared,
      looks: CONSTANTS.taskLooks,
      margin: widen * CONSTANTS.taskMargin,
      equivalence: CONSTANTS.taskEquivalence,
    };
  }
  const kind = tier === 'one lane' ? 'oneLane' : 'copies';
  return {
    ...shared,
    looks: profile.looks,
    margin: widen * CONSTANTS.margins[kind][comparison.metric],
    equivalence: CONSTANTS.equivalence[kind][comparison.metric],
  };
}
