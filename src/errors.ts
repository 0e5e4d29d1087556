/** Failures that are ours to tell: printed without a stack, with what to do next. Anything else is a bug and shows its stack. */

/** The caller's mistake: exit 2. */
export class UserError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'UserError';
    this.hint = hint;
  }
}

/** Runs that must not be held beside each other, with everything in which they differ: exit 6. */
export class UnlikeError extends UserError {
  constructor(what: string, differences: readonly string[], hint: string) {
    super([`${what}:`, ...differences.map((difference) => `  ${difference}`)].join('\n'), hint);
    this.name = 'UnlikeError';
  }
}

/**
 * The machine or a server failed us: exit 3 when nothing could be measured, else a failed comparison. `log` holds the server's last lines;
 * what is `absent` cannot be had here at all, and whatever needs it is skipped.
 */
export class ServerError extends Error {
  readonly log: readonly string[];
  readonly hint: string | undefined;
  readonly absent: boolean;
  constructor(message: string, options: { log?: readonly string[]; hint?: string; absent?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ServerError';
    this.log = options.log ?? [];
    this.absent = options.absent ?? false;
    this.hint = options.hint;
  }
}

/** A figure that the server cannot tell of one lane alone: a reading of it is `–`, which fails nothing. */
export class UntoldError extends ServerError {}

/** Closes a switch over a union: a new kind is then a compile error. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/** One line for a person from whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
