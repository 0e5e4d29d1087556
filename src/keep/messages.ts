/** What `mhbench db up` and the keeper say to each other, a line of JSON each. Closing the connection before the end gives the request up. */
import { z } from 'zod';
import { PART_NAMES } from './names.ts';

const name = z.enum(PART_NAMES);

/** Asks for parts: those that are up already stay as they are. */
const request = z.object({ raise: z.array(name) });
export type KeeperRequest = z.infer<typeof request>;

const progress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), line: z.string() }),
  z.object({ kind: z.literal('up'), name, ms: z.number() }),
  z.object({ kind: z.literal('missing'), name, reason: z.string(), remedy: z.string().nullable() }),
]);
const ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('given up') }),
  /** A bug, or a mistake of ours that is told with its words. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
/** Said now and then while there is nothing to tell, so that silence means that nobody works any more. */
const alive = z.object({ kind: z.literal('alive') });
const answer = z.union([progress, ending, alive]);

/** What is told while parts come up. */
export type Progress = Readonly<z.infer<typeof progress>>;
export type Ending = Readonly<z.infer<typeof ending>>;
export type KeeperAnswer = Readonly<z.infer<typeof answer>>;

export const written = (message: KeeperRequest | KeeperAnswer): string => `${JSON.stringify(message)}\n`;
export const readRequest = (line: string): KeeperRequest => request.parse(JSON.parse(line));
export const readAnswer = (line: string): KeeperAnswer => answer.parse(JSON.parse(line));

/** For people and logs. */
export function lineOf(message: Progress): string {
  if (message.kind === 'note') return message.line;
  if (message.kind === 'up') return `✔ ${message.name} is up (${(message.ms / 1000).toFixed(1)} s)`;
  const lines = [`✖ ${message.name}: ${message.reason}`, ...(message.remedy === null ? [] : [`→ ${message.remedy}`])];
  return lines.join('\n').replaceAll('\n', '\n    ');
}
