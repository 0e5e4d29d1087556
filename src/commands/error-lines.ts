/** What a failed command says and with which code it ends. Pure; the CLI alone prints and exits. */
import { CommanderError } from 'commander';
import { ServerError, UnlikeError, UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

export interface Ending {
  readonly code: number;
  readonly lines: readonly string[];
}

export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? EXIT.done : EXIT.usage, lines: [] };
  if (error instanceof UserError)
    return {
      code: error instanceof UnlikeError ? EXIT.unlike : EXIT.usage,
      lines: [`error: ${error.message}`, ...hint(error.hint)],
    };
  if (error instanceof ServerError) return { code: EXIT.environment, lines: serverLines(error) };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: EXIT.bug, lines: ['internal error: this is a bug in mhbench, please report it with these lines', stack] };
}

const hint = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.split('\n').map((part) => `  ${part}`);

function serverLines(error: ServerError): readonly string[] {
  const log = error.log.length === 0 ? [] : ['last lines of its log:', ...error.log.map((text) => `  | ${text}`)];
  return [`error: ${error.message}`, ...log, ...hint(error.hint)];
}
