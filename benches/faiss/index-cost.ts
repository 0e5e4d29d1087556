import { defineReading } from '../../src/define.ts';

/** What the index holds in memory: its vectors and what finds them. */
export const indexBytes = defineReading({ store: 'faiss', unit: 'bytes', better: 'lower', of: (lane) => lane.bytes() });

/** Training and adding, once: a figure for its order of magnitude. */
export const buildOnce = defineReading({ store: 'faiss', unit: 'ms', better: 'lower', of: (lane) => lane.buildMs() });
