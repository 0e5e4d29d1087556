/** The servers that `mhbench db up` keeps: who keeps them, and how each is reached. A file that only its user reads, because it holds passwords. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Target } from './attach.ts';
import { envLines } from './kept-env.ts';
import { isRunning } from './pids.ts';
import { PROBE_NAMES, SERVER_KINDS, type ServerKind } from './provisioner.ts';

const endpointShape = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
});

const serverShape = z.object({
  /** The kind, or `redis-sentinel.master` for the member of a topology. */
  name: z.string(),
  kind: z.enum(SERVER_KINDS),
  /** Null for a server that stands alone: only such a one serves whoever wants a server of its kind. */
  topology: z.string().nullable(),
  /** By which question it is asked whether it answers: its kind, or another one such as `sentinel`. */
  probe: z.enum(PROBE_NAMES),
  endpoint: endpointShape,
  version: z.string(),
  source: z.string(),
  reason: z.string(),
  pid: z.number(),
  startTime: z.string(),
});

const keptShape = z.object({
  keeper: z.object({ pid: z.number(), startTime: z.string() }),
  servers: z.array(serverShape),
});

export type KeptServer = Readonly<z.infer<typeof serverShape>>;
export interface Kept {
  readonly keeper: { readonly pid: number; readonly startTime: string };
  /** Those that have answered; fewer than were asked for while the rest comes up. */
  readonly servers: readonly KeptServer[];
}

/** Holds the state, the addresses, the keeper's socket and the logs. */
export const keptFolder = (benchDir: string): string => join(benchDir, 'db');
export const stateFile = (benchDir: string): string => join(keptFolder(benchDir), 'state.json');
/** Addresses with their passwords, to be read by a shell. */
export const envFile = (benchDir: string): string => join(keptFolder(benchDir), 'env');
/** The keeper listens here. */
export const socketFile = (benchDir: string): string => join(keptFolder(benchDir), 'keeper.sock');
export const logFolder = (benchDir: string): string => join(keptFolder(benchDir), 'logs');

/** What stands there only while servers are kept. */
export const keptFiles = (benchDir: string): readonly string[] => [stateFile(benchDir), envFile(benchDir), socketFile(benchDir)];

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Nothing was ever kept here, or it has just been ended.
  }
}

function parsed(text: string): Kept | null {
  try {
    return keptShape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // No JSON: not written by us.
  }
}

/** What is kept now; null when nothing is, also when the keeper died and left its file. */
export function readKept(benchDir: string): Kept | null {
  const text = textOf(stateFile(benchDir));
  const kept = text === null ? null : parsed(text);
  return kept !== null && isRunning(kept.keeper) ? kept : null;
}

/** Replaces the state as a whole, so that a reader never sees half of it. */
export function writeKept(benchDir: string, kept: Kept): void {
  writeSecret(envFile(benchDir), `${envLines(kept.servers).join('\n')}\n`);
  writeSecret(stateFile(benchDir), `${JSON.stringify(kept, null, 2)}\n`);
}

export function removeKept(benchDir: string): void {
  for (const path of keptFiles(benchDir)) rmSync(path, { force: true });
}

/** A folder that nobody else enters. */
export function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o700);
}

/** A file with passwords: no moment in which others could read it. */
function writeSecret(path: string, text: string): void {
  privateFolder(join(path, '..'));
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, text, { mode: 0o600, flag: 'wx' });
  renameSync(`${path}.new`, path);
}

/** The kept server that stands alone and serves whoever wants one of its kind; null when there is none. */
export function keptTarget(kept: Kept | null, kind: ServerKind): Target | null {
  const server = kept?.servers.find((each) => each.kind === kind && each.topology === null);
  if (server === undefined) return null;
  const told = { source: 'mhbench db up', reason: 'mhbench db up keeps it', remedy: 'npm run mhbench -- db status' };
  return { kind, endpoint: server.endpoint, origin: 'attach', ...told };
}
