/** A run of the CLI that has ended, once nothing of it is left. */
import { expect } from 'vitest';
import type { CliRun } from './cli.ts';
import type { ScratchProject } from './scratch-project.ts';

/** Everything that the user saw; nothing of the run is left, not even for the watchdog. */
export async function endedIn(
  at: Pick<ScratchProject, 'left'>,
  run: CliRun,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { code, stderr } = await run.ended;
  await expect.poll(at.left, { timeout: 20_000, interval: 50 }).toEqual([]);
  return { code, said: stderr };
}
