/** The messages that fill a topic of a lane: pure functions of their position, the same in every process. */

/** A keyed message; equal keys go to the same partition, in the order in which they are sent. */
export interface Message {
  readonly key: string;
  readonly value: string;
}

const PADDING = 180;
/** Multiplied by it, consecutive positions give keys far apart; odd, so that no two positions share a key. */
const SPREAD = 2_654_435_761;

/** Message `position` (from 1) of a filled topic: about 230 bytes of JSON, under a key of its own. */
export function filling(position: number): Message {
  const key = (Math.imul(position, SPREAD) >>> 0).toString(36);
  const value = JSON.stringify({ id: position, type: 'transaction.completed', note: key.padEnd(PADDING, 'x') });
  return { key, value };
}
