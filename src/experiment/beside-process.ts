/** What a variant has running beside its lane: a relay, a server of the application. A process of its own, which stands and falls with the lane. */
import type { AnyVariant } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import type { Address } from '../stores/store.ts';
import type { RunContext } from './context.ts';

export interface Standing {
  readonly pid: number;
  /** Throws when it has ended by itself, or failed. */
  check(): void;
  stop(): Promise<void>;
}

/** Resolves when the process has its way into the lane and has begun. */
export async function standBeside(
  { startGenerator }: Pick<RunContext, 'startGenerator'>,
  optimization: string,
  { variant, address }: { readonly variant: AnyVariant; readonly address: Address },
): Promise<Standing> {
  const generator = startGenerator();
  const who = `what ${optimization} has beside ${variant.name}`;
  let failure: ServerError | null = null;
  let stopped = false;
  const begun = new Promise<void>((resolve, reject) => {
    const over = (error: ServerError) => {
      if (!stopped) failure = error;
      reject(error);
    };
    generator.beside({ optimization, variant: variant.name, address }, resolve).then(
      () => over(new ServerError(`${who} has ended by itself`, { hint: 'it should go on until its process is ended' })),
      (cause: unknown) => over(new ServerError(`${who} has failed: ${messageOf(cause)}`, { cause })),
    );
  });
  const stop = async () => {
    stopped = true;
    await generator[Symbol.asyncDispose]();
  };
  try {
    await begun;
  } catch (error) {
    await stop();
    throw error;
  }
  begun.catch(() => undefined);
  return {
    pid: generator.pid,
    check() {
      if (failure !== null) throw failure;
    },
    stop,
  };
}
