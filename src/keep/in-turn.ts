/** Works through parts, so many at a time, each after those that it needs. */
import { behind, type PartName } from './names.ts';

/** The first failure aborts `failed`, by which the others end too; it is thrown when all have come to their end. */
export async function inTurn(
  names: readonly PartName[],
  atOnce: number,
  work: (name: PartName) => Promise<void>,
  failed: AbortController,
): Promise<void> {
  const done = new Map<PartName, Promise<void>>();
  const waiting = [...names];
  const next = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined && !failed.signal.aborted; name = waiting.shift()) {
      const needed = behind(name)
        .filter((each) => each !== name)
        .flatMap((each) => done.get(each) ?? []);
      const current = name;
      const working = Promise.all(needed).then(() => work(current));
      done.set(
        name,
        working.catch(() => undefined),
      );
      await working.catch((error: unknown) => failed.abort(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  failed.signal.throwIfAborted();
}
