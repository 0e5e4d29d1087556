/** Signals: the first one lets the run finish its trial and write what it has, a later one ends at once. */
import type { Clock } from '../clock.ts';
import { EXIT } from '../exit-codes.ts';

/** npm forwards the Ctrl-C of a terminal that has reached us already; a second signal this soon is that echo. */
export const ECHO_NS = 400e6;

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;
export type Interrupt = keyof typeof CODES;
export const INTERRUPTS: readonly Interrupt[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface Interrupts {
  readonly signal: AbortSignal;
  /** To be called for each signal of the process. */
  on(name: Interrupt): void;
  /** Whoever read our output has gone: stop quietly. */
  readerGone(): void;
  /** The code of the first signal, or null when none came. */
  code(): number | null;
}

export function createInterrupts(clock: Clock, endAtOnce: (code: number) => void, tell: (line: string) => void): Interrupts {
  const controller = new AbortController();
  let first: { readonly code: number; readonly atNs: number } | null = null;
  return {
    signal: controller.signal,
    code: () => first?.code ?? null,
    readerGone: () => controller.abort(new Error('the reader of the output has gone')),
    on(name) {
      if (first !== null) {
        if (clock.nowNs() - first.atNs > ECHO_NS) endAtOnce(EXIT.interrupted);
        return;
      }
      first = { code: CODES[name], atNs: clock.nowNs() };
      tell(`\n${name}: finishing the trial at hand, stopping servers, writing what was measured; once more ends at once`);
      controller.abort(new Error(`interrupted by ${name}`));
    },
  };
}
