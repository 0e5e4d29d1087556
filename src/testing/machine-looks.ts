/** Looks at a machine of two cores, a second from one to the next, in which others use so much of its time. */
import type { MachineReading } from '../load/machine-reading.ts';

export function othersUse(foreignShare: number): () => Promise<MachineReading> {
  let looks = -1;
  return async () => {
    looks += 1;
    return {
      ...{ totalTicks: 200 * looks, busyTicks: 200 * foreignShare * looks, stealTicks: 0, ownTicks: 0, onCpuNs: 0, waitingNs: 0 },
      ...{ throttled: null, pressure: { cpu: null, io: null, memory: null }, load1: 1 },
    };
  };
}
