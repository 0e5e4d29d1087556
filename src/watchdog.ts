/** A process of its own that holds a pipe to the run. When the pipe closes, however the run ended, it ends what the run had open and goes. */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { EMPTY_LEDGER, entered, parseLedgerLine } from './provision/ledger.ts';
import { endProcess, endThoseAtHome } from './provision/pids.ts';

// PostgreSQL gives its own backends five seconds before it ends them the hard way.
const POLITE_MS = 6_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let ledger = EMPTY_LEDGER;
for await (const text of createInterface({ input: process.stdin })) {
  const line = parseLedgerLine(text);
  if (line !== null) ledger = entered(ledger, line);
}

await Promise.all(ledger.processes.map((each) => endProcess(each, [{ signal: each.signal, waitMs: POLITE_MS }])));
for (const folder of ledger.folders) {
  await endThoseAtHome(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
if (ledger.record !== null) await rm(ledger.record, { force: true });
