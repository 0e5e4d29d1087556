/** What one run has opened outside itself: processes and folders. Pure: the lines the watchdog is told, and the state they add up to. */
import type { ProcessId } from './pids.ts';

interface Guarded extends ProcessId {
  /** The polite signal, when the run can no longer stop it itself. */
  readonly signal: NodeJS.Signals;
}

/** One line on the watchdog's pipe. */
export type LedgerLine =
  | { readonly record: string }
  | { readonly add: Guarded }
  | { readonly remove: number }
  | { readonly folder: string }
  | { readonly folderGone: string };

export interface Ledger {
  readonly record: string | null;
  readonly processes: readonly Guarded[];
  readonly folders: readonly string[];
}

export const EMPTY_LEDGER: Ledger = { record: null, processes: [], folders: [] };

/** The state after one more line. */
export function entered(ledger: Ledger, line: LedgerLine): Ledger {
  if ('record' in line) return { ...ledger, record: line.record };
  if ('add' in line) return { ...ledger, processes: [...ledger.processes.filter((each) => each.pid !== line.add.pid), line.add] };
  if ('remove' in line) return { ...ledger, processes: ledger.processes.filter((each) => each.pid !== line.remove) };
  if ('folder' in line) return { ...ledger, folders: [...ledger.folders, line.folder] };
  return { ...ledger, folders: ledger.folders.filter((each) => each !== line.folderGone) };
}

/** The lines that add up to this state again. */
export const linesOf = (ledger: Ledger): readonly LedgerLine[] => [
  ...(ledger.record === null ? [] : [{ record: ledger.record }]),
  ...ledger.processes.map((add) => ({ add })),
  ...ledger.folders.map((folder) => ({ folder })),
];

/** A line as it was written by us; null when it was cut short, which the end of a killed run may be. */
export function parseLedgerLine(text: string): LedgerLine | null {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? (line as LedgerLine) : null;
  } catch {
    return null;
  }
}

/** The record of a run on disk: who ran, and what it had open. */
export interface RunTrace {
  readonly cli: ProcessId;
  readonly processes: readonly Guarded[];
  readonly folders: readonly string[];
}

const isProcess = (value: unknown): value is ProcessId =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  'startTime' in value &&
  Number.isInteger(value.pid) &&
  typeof value.startTime === 'string';

/** Reads a record; null when it is not one of ours. */
export function parseRunTrace(text: string): RunTrace | null {
  const value = parseLedgerLine(text) as unknown as Partial<RunTrace> | null;
  if (value === null || !isProcess(value.cli) || !Array.isArray(value.processes) || !Array.isArray(value.folders)) return null;
  return {
    cli: value.cli,
    processes: value.processes.filter(isProcess).map((each) => ({ ...each, signal: 'SIGTERM', ...each })),
    folders: value.folders.filter((each) => typeof each === 'string'),
  };
}
