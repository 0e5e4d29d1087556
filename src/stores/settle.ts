/** Steps that bring a lane into the same state before each comparison: what was done, and what the server said of it afterwards. */
import { messageOf } from '../errors.ts';
import type { SettleStep } from './store.ts';

/** A step that a server refuses is told, and fails nothing: the comparison is then of whatever state there is. */
export async function step(did: string, work: () => Promise<string | Omit<SettleStep, 'did'>>): Promise<SettleStep> {
  try {
    const found = await work();
    return typeof found === 'string' ? { did, found } : { did, ...found };
  } catch (error) {
    return { did, found: `refused: ${messageOf(error)}` };
  }
}

/** What is somebody else's to do: it reaches beyond the lane. */
export const leftOut = (did: string, why: string): SettleStep => ({
  did,
  found: `left out: the server was there before, and ${why}`,
});

/** When the server cannot even be reached, that is the one step. */
export async function stepsOf(steps: () => Promise<readonly SettleStep[]>): Promise<readonly SettleStep[]> {
  try {
    return await steps();
  } catch (error) {
    return [{ did: 'settle', found: `refused: ${messageOf(error)}` }];
  }
}
