/** Time enters the program here, as an argument that tests replace. */

export interface Clock {
  /** Nanoseconds since some moment in the past; only differences mean anything. */
  nowNs(): number;
  /** The time of day, for records and names of folders. */
  date(): Date;
}

export const systemClock: Clock = {
  nowNs: () => Number(process.hrtime.bigint()),
  date: () => new Date(),
};
