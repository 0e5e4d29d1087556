/** Steps that bring a lane into the same state before each comparison: what was done, and what the server said of it afterwards. */
import { messageOf } from '../errors.ts';
import type { SettleStep } from './store.ts';

/** A step that a server refuses is told, and fails nothing: the comparison is then of whatever state there is. */
export async function steps(each: Readonly<Record<string, () => Promise<string>>>): Promise<readonly SettleStep[]> {
  const done: SettleStep[] = [];
  for (const [did, act] of Object.entries(each)) {
    const found = await act().catch((error: unknown) => `refused: ${messageOf(error)}`);
    done.push({ did, found });
  }
  return done;
}
