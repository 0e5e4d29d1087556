/** Whether the machine was fit for measuring during a session: what others did, and what a limit kept us from. Pure. */
import type { MachineReading } from '../load/machine-reading.ts';
import { CONSTANTS } from './constants.ts';
import type { Health } from './record-evidence.ts';

/** Of the cores' time, used by processes that are not ours or taken by the host. */
export interface Foreign {
  readonly amber: number;
  readonly red: number;
}

export type Level = 'green' | 'amber' | 'red';
const levelOf = (foreignShare: number, { amber, red }: Foreign = CONSTANTS.foreign): Level =>
  foreignShare < amber ? 'green' : foreignShare < red ? 'amber' : 'red';

/** Two readings around a session. Pressure and waiting of our own pair are no fault: two processes on one core wait for each other by design. */
export function healthBetween(before: MachineReading, after: MachineReading): Health {
  const total = after.totalTicks - before.totalTicks;
  const share = (ticks: number) => (total <= 0 ? 0 : Math.min(1, Math.max(0, ticks / total)));
  const foreign = after.busyTicks - before.busyTicks - (after.ownTicks - before.ownTicks);
  const steal = after.stealTicks - before.stealTicks;
  const foreignShare = share(Math.max(0, foreign) + steal);
  const [ran, waited] = [after.onCpuNs - before.onCpuNs, after.waitingNs - before.waitingNs];
  return {
    level: levelOf(foreignShare),
    foreignShare,
    stealShare: share(steal),
    waitShare: ran + waited <= 0 ? 0 : Math.max(0, waited) / (Math.max(0, ran) + Math.max(0, waited)),
    throttled: before.throttled === null || after.throttled === null ? null : after.throttled - before.throttled,
    pressure: after.pressure,
    load1: after.load1,
  };
}

interface Watched {
  readonly health?: Health | null | undefined;
}
/** Of older records none is known. */
export const healthsOf = (parts: readonly Watched[]): readonly (Health | null)[] => parts.map(({ health }) => health ?? null);

/** Of a whole comparison: from the mean of its sessions' or repeats' shares. Null where none was told. */
export function overallLevel(healths: readonly (Health | null)[], foreign: Foreign = CONSTANTS.foreign): Level | null {
  const shares = healths.flatMap((health) => (health === null ? [] : [health.foreignShare]));
  return shares.length === 0 ? null : levelOf(shares.reduce((sum, share) => sum + share, 0) / shares.length, foreign);
}
