/** One thing that was looked at: in order, or with the command that mends it. */

export interface Finding {
  readonly name: string;
  /** `warn` weakens figures or skips comparisons; `missing` means that nothing can be measured. */
  readonly level: 'ok' | 'warn' | 'missing';
  readonly detail: string;
  readonly remedy: string | null;
}

export const ok = (name: string, detail: string): Finding => ({ name, level: 'ok', detail, remedy: null });
export const warn = (name: string, detail: string, remedy: string): Finding => ({ name, level: 'warn', detail, remedy });
export const missing = (name: string, detail: string, remedy: string): Finding => ({ name, level: 'missing', detail, remedy });
