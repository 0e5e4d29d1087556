/** The process behind `mhbench db up`: the third composition root. It holds servers until it is told to end; if it dies, its watchdog ends them. Argument: the .bench folder. */
import { availableParallelism } from 'node:os';
import { systemClock } from './clock.ts';
import { probes } from './commands/probes.ts';
import { messageOf } from './errors.ts';
import { listenAt } from './keep/channel.ts';
import { lineOf, type Progress } from './keep/messages.ts';
import type { Part } from './keep/parts.ts';
import { createStack } from './keep/stack.ts';
import { type KeptServer, keptFiles, logFolder, removeKept, socketFile, writeKept } from './provision/kept.ts';
import { recordsIn } from './provision/leftovers.ts';
import { localProvisioner } from './provision/local.ts';
import { startTimeOf } from './provision/pids.ts';
import { openGuard } from './provision/processes.ts';
import { keepSecretsOf, redactedJson, redacting } from './redact.ts';

const [benchDir = ''] = process.argv.slice(2);
const keeper = { pid: process.pid, startTime: startTimeOf(process.pid) ?? 'unknown' };
/** Whoever started us connects at once; if he died before that, there is nothing to keep. */
const FIRST_REQUEST_MS = 30_000;

keepSecretsOf(process.env);
const output = redacting(process.stdout);
const log = (line: string): void => void output.write(`${systemClock.date().toISOString()} ${line}\n`);

const serversOf = (part: Part): readonly KeptServer[] =>
  part.servers.map(({ name, kind, probe, endpoint, version, source, reason, pid, startTime }) => ({
    ...{ name, kind, probe, endpoint, version, source, reason, pid, startTime },
    topology: part.name === kind ? null : part.name,
  }));

const guard = openGuard(recordsIn(benchDir));
const stack = createStack({
  open: (signal, note) => localProvisioner({ benchDir, runId: 'db', logDir: logFolder(benchDir), probes, signal, guard, note }),
  nowMs: () => systemClock.nowNs() / 1e6,
  atOnce: Math.max(2, availableParallelism()),
  changed: (parts) => writeKept(benchDir, { keeper, servers: parts.flatMap(serversOf) }),
});

const stopping = new AbortController();
const end = (why: string): void => stopping.abort(new Error(why));
for (const file of keptFiles(benchDir)) guard.guardFolder(file);
writeKept(benchDir, { keeper, servers: [] });
const unasked = setTimeout(() => end('nobody asked for anything'), FIRST_REQUEST_MS);
const channel = await listenAt(
  socketFile(benchDir),
  async (names, tell, signal) => {
    clearTimeout(unasked);
    const told = (progress: Progress): void => {
      log(lineOf(progress));
      // Whoever asked knows none of the passwords, and so could hide none.
      tell(JSON.parse(redactedJson(progress)));
    };
    await stack.raise(names, told, AbortSignal.any([signal, stopping.signal]));
  },
  () => {
    // With nothing to keep there is nothing to stay for.
    if (stack.parts().length === 0) end('nothing is kept');
  },
);
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => end(`the keeper was told to end by ${name}`));
log('ready');

await new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
log(`ending: ${messageOf(stopping.signal.reason)}`);
try {
  await channel.close();
  await stack.stop();
  removeKept(benchDir);
  for (const file of keptFiles(benchDir)) guard.unguardFolder(file);
  await guard[Symbol.asyncDispose]();
  log('ended');
  process.exit(0);
} catch (error) {
  // Whatever is left is in the watchdog's list, which it works off when this process is gone.
  log(`could not end in order: ${messageOf(error)}`);
  process.exit(1);
}
