/** What a run tells while it goes on. The terminal and `--json` are two readers of the same stream; none is emitted inside a measured window. */
import type { Origin } from '../provision/provisioner.ts';
import type { Comparison, ConfirmationRecord, ControlRecord, RunRecord } from './record.ts';
import type { NotRun } from './run-facts.ts';

export type RunEvent =
  | {
      readonly kind: 'planned';
      readonly runId: string;
      readonly profile: string;
      readonly scale: number;
      readonly dataSeed: number;
      readonly runSeed: number;
      readonly comparisons: number;
      readonly seconds: number;
    }
  | { readonly kind: 'note'; readonly line: string }
  | {
      readonly kind: 'server';
      readonly name: string;
      readonly version: string;
      readonly origin: Origin;
      readonly source: string;
      readonly endpoint: string;
      readonly seconds: number;
    }
  | {
      readonly kind: 'seeded';
      readonly store: string;
      readonly rows: number;
      readonly seconds: number;
      readonly rowsPerSecond: number;
      readonly peakRssBytes: number;
    }
  | { readonly kind: 'optimization'; readonly id: string; readonly at: string | null }
  /** Between two sessions; the only event that may be drawn over. `effect` is the estimate so far, candidate ÷ baseline. */
  | {
      readonly kind: 'measuring';
      readonly done: number;
      readonly total: number;
      readonly label: string;
      readonly session: number;
      readonly effect: number | null;
      readonly remainingSeconds: number;
    }
  | { readonly kind: 'control'; readonly control: ControlRecord }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'confirmation'; readonly confirmation: ConfirmationRecord }
  /** Comparisons of one optimisation that were left out for one reason. */
  | { readonly kind: 'left out'; readonly comparisons: readonly NotRun[] }
  /** Optimisations that the profile leaves out until they are named; the remedy says ID where there are several. */
  | { readonly kind: 'not chosen'; readonly ids: readonly string[]; readonly reason: string; readonly remedy: string }
  | { readonly kind: 'skipped'; readonly id: string; readonly reason: string; readonly remedy: string }
  | {
      readonly kind: 'failed';
      readonly id: string;
      readonly error: string;
      readonly log: readonly string[];
      readonly repeat: string;
    }
  | {
      readonly kind: 'finished';
      readonly record: RunRecord;
      readonly recordPath: string;
      readonly reportPath: string;
      /** The command that takes the run up again; null where it has measured all there was. */
      readonly resume: string | null;
    };

export type Emit = (event: RunEvent) => void;
