/** The most memory that this process has held since a moment, as the kernel counts it. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Begins anew where the kernel can forget (Linux); elsewhere the peak is that of the whole life of the process. */
export function watchPeak(): () => number {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return () => Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return () => process.resourceUsage().maxRSS * 1024; // No such file: not Linux, or a kernel that does not let us.
  }
}
