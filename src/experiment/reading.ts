/** Reads one figure of a lane: a statement's single value, or a function of the lane. */
import { ServerError } from '../errors.ts';
import type { Connection } from '../stores/store.ts';

/** A single number from an answer of any store: the first value of the first row, or the reply itself. */
function scalar(answer: unknown): number {
  const row: unknown = Array.isArray(answer) ? answer[0] : answer;
  const value: unknown = typeof row === 'object' && row !== null ? Object.values(row)[0] : row;
  const number = Number(value);
  if (value === null || value === undefined || Number.isNaN(number))
    throw new ServerError(`a reading gave ${JSON.stringify(answer)}, which is no number`);
  return number;
}

/** The answer of a reading, whichever of its two forms it has. */
export const ask = (connection: Connection, of: unknown): Promise<unknown> =>
  typeof of === 'function' ? Promise.resolve(of(connection.lane)) : connection.run(of as never);

export const readNumber = async (connection: Connection, of: unknown): Promise<number> => scalar(await ask(connection, of));

/** The same answer as the same text in every process: keys as they come, dates as ISO, bigints as digits. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)) ?? 'undefined';
