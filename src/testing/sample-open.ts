/** A comparison under an open load for tests of the report: small histograms, figures that tell the variants apart. */
import type { OpenArm, OpenEvidence } from '../experiment/open-record.ts';
import { type Kept, merged, nsHistogram } from '../load/histogram.ts';
import { callsComparison, type Loose } from './sample-comparisons.ts';

/** So many calls, spread evenly from one time to another. */
function spread(calls: number, fromNs: number, toNs: number) {
  const histogram = nsHistogram();
  for (let i = 0; i < calls; i += 1) histogram.record(fromNs + ((toNs - fromNs) * (i + 0.5)) / calls);
  return histogram.distribution();
}

export interface OpenSample {
  readonly calls?: number;
  readonly lost?: Partial<OpenArm['counts']>;
  readonly lagNs?: number;
  readonly responseNs?: number;
  readonly rateKept?: number;
  readonly errorClasses?: OpenArm['errorClasses'];
}

/** One variant's figures: response up to ten times `responseNs`, lag up to `lagNs`. */
function openArm(sample: OpenSample = {}): OpenArm {
  const { calls = 2_000, lost = {}, lagNs = 80_000, responseNs = 400_000, rateKept = 0.9995, errorClasses = [] } = sample;
  const counts = { due: calls, sent: calls, failed: 0, timedOut: 0, dropped: 0, wrong: 0, ...lost };
  const answered = calls - counts.failed - counts.timedOut - counts.dropped;
  return {
    counts: { ...counts, sent: calls - counts.dropped, answered },
    errorClasses,
    goodput: answered / 4,
    rateKept,
    response: spread(calls - counts.dropped - counts.failed, responseNs, 10 * responseNs),
    service: spread(answered, responseNs / 2, 5 * responseNs),
    lag: spread(calls - counts.dropped, 1, lagNs),
    eventLoop: { delayP99Ns: 120_000, utilisation: 0.97 },
  };
}

/** Two windows of each variant, in the order B C C B; each holds what the whole does, because nobody adds them up. */
export function openEvidence(baseline: OpenSample = {}, candidate: OpenSample = {}): OpenEvidence {
  const arms = { baseline: openArm(baseline), candidate: openArm(candidate) };
  const kept = ({ histogram, maxNs }: OpenArm['lag']) => ({ histogram, maxNs });
  const windows = (['baseline', 'candidate', 'candidate', 'baseline'] as const).map((variant) => {
    const { counts, errorClasses, response, service, lag, eventLoop } = arms[variant];
    const times = { response: kept(response), service: kept(service), lag: kept(lag) };
    return { variant, counts, errorClasses, elapsedNs: 2e9, lastDueNs: 1.99e9, lastHandledNs: 1.99e9, ...times, eventLoop };
  });
  return {
    ...{ shape: 'open', perSecond: 500, clients: 16, windowMs: 2_000, timeoutMs: 5_000, order: 'BCCB', windows },
    ...arms,
  };
}

export const openComparison = (evidence: OpenEvidence = openEvidence(), more: Loose = {}): Loose =>
  callsComparison({
    id: 'cache_ttl/pipelining',
    store: 'redis',
    bench: 'readSession',
    description: 'GET of a session that is there',
    baseline: 'no TTL',
    variant: 'TTL on every key',
    verdict: 'inconclusive',
    ratio: 1,
    baselineNs: 1,
    sessions: 4,
    more: {
      metric: 'responseP99',
      effect: null,
      reason: 'open load: shown, not judged',
      ...{ margin: 0, equivalence: 0, cpus: { layout: 'split', client: '1', server: '0' } },
      evidence,
      ...more,
    },
  });

/** What the tool itself reads out of a text. */
export const rawP99Ns = (kept: Kept): number => merged([kept]).rawNs(0.99);
