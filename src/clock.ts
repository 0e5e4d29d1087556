/** Time enters the program here, as an argument that tests replace. */

export interface Clock {
  /** Nanoseconds since some moment in the past; only differences mean anything. */
  nowNs(): number;
  /** The time of day, for records and names of folders. */
  date(): Date;
}

export const systemClock: Clock = {
  // Nanoseconds as a double: exact to one for three months, and without a big integer that would have to be collected.
  nowNs: () => performance.now() * 1e6,
  date: () => new Date(),
};
