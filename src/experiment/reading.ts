/** Reads one figure of a lane: a statement's single value, or a function of the lane. */
import type { AnyBench } from '../define.ts';
import { ServerError, UntoldError } from '../errors.ts';
import type { Connection } from '../stores/store.ts';

/** A single number from an answer of any store: the first value of the first row, or the reply itself. */
function scalar(answer: unknown): number {
  const row: unknown = Array.isArray(answer) ? answer[0] : answer;
  const value: unknown = typeof row === 'object' && row !== null ? Object.values(row)[0] : row;
  // Number('') and Number(false) are 0, which would look right.
  const number = typeof value === 'number' || typeof value === 'bigint' || isWritten(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) throw new ServerError(`a reading gave ${canonical(answer)}, which is no number`);
  return number;
}

const isWritten = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The answer of a reading, whichever of its two forms it has. */
export const ask = (connection: Connection, of: unknown): Promise<unknown> =>
  typeof of === 'function' ? Promise.resolve(of(connection.lane)) : connection.run(of as never);

/** Its single number; null, and why, where the server cannot tell it of one lane. Anything else that fails is an error. */
export async function readFigure(
  connection: Connection,
  of: unknown,
): Promise<{ readonly value: number } | { readonly value: null; readonly why: string }> {
  try {
    return { value: scalar(await ask(connection, of)) };
  } catch (error) {
    if (error instanceof UntoldError) return { value: null, why: error.message };
    throw error;
  }
}

/** The same answer as the same text in every process: keys as they come, dates as ISO, bigints as digits. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)) ?? 'undefined';

/** The part of an answer that must be equal between variants, as text. */
export function equalPart(bench: AnyBench): (answer: unknown) => string {
  const { same } = bench;
  if (typeof same === 'function') return (answer) => canonical(same(answer));
  if (same !== 'unordered') return canonical;
  return (answer) => (Array.isArray(answer) ? answer.map(canonical).sort().join('\n') : canonical(answer));
}
