/** How large a server's page cache must be so that lanes do not push each other out: then eviction would be measured, not the change. Pure. */

const MIB = 2 ** 20;
const LEAST_MIB = 256;
const ROOM = 1.5;

/** One and a half times the lanes' bytes, at most a quarter of the machine's memory. */
export const sharedBuffersMib = (lanesBytes: number, memoryBytes: number): number =>
  Math.floor(Math.min(memoryBytes / 4, Math.max(LEAST_MIB * MIB, ROOM * lanesBytes)) / MIB);

/** Whether the lanes fit with a fifth to spare. */
export const fitsCache = (lanesBytes: number, memoryBytes: number): boolean =>
  lanesBytes < 0.8 * sharedBuffersMib(lanesBytes, memoryBytes) * MIB;
