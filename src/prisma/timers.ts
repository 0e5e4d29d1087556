/** Lets Prisma's command line end when it is done. */

const LONG_MS = 10_000;

/**
 * Prisma's WebAssembly engine guards its locks by timers of 10 to 60 seconds that it never clears, and the process would wait for them
 * after its last word. What they guard is a question on a socket, which keeps the process alive by itself.
 */
export function loosenLongTimers(): void {
  globalThis.setTimeout = new Proxy(globalThis.setTimeout, {
    apply(strict, self, given: readonly unknown[]) {
      const timer: unknown = Reflect.apply(strict, self, given);
      const [, delayMs] = given;
      return isTimer(timer) && typeof delayMs === 'number' && delayMs >= LONG_MS ? timer.unref() : timer;
    },
  });
}

const isTimer = (value: unknown): value is NodeJS.Timeout => typeof value === 'object' && value !== null && 'unref' in value;
