/** A clock that stands still until a test moves it. */
export interface FakeClock {
  nowNs(): number;
  advance(ns: number): void;
}

export function fakeClock(startNs = 0): FakeClock {
  let now = startNs;
  return {
    nowNs: () => now,
    advance: (ns) => {
      now += ns;
    },
  };
}
