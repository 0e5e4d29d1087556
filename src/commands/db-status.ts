/** `mhbench db status`: which servers are kept, and whether each answers now. */
import type { Io } from '../config.ts';
import { messageOf } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type KeptServer, readKept } from '../provision/kept.ts';
import type { Probes } from '../provision/launch.ts';
import { benchDirOf, columnsOf, shown, tableOf } from './kept-servers.ts';
import { probes as realProbes } from './probes.ts';

const DEADLINE_MS = 2_000;

export async function dbStatus(
  {
    json,
    probes = realProbes,
    deadlineMs = DEADLINE_MS,
  }: { readonly json: boolean; readonly probes?: Probes; readonly deadlineMs?: number },
  io: Pick<Io, 'stdout' | 'cwd'>,
): Promise<number> {
  const kept = readKept(benchDirOf(io));
  const asked = await Promise.all(
    (kept?.servers ?? []).map(async (server) => ({ server, problem: await problemOf(server, probes, deadlineMs) })),
  );
  if (json) {
    const servers = asked.map(({ server, problem }) => ({ ...shown(server), answers: problem === null, problem }));
    io.stdout.write(`${JSON.stringify({ keeper: kept?.keeper.pid ?? null, servers }, null, 2)}\n`);
  } else io.stdout.write(`${linesOf(asked).join('\n')}\n`);
  return asked.every(({ problem }) => problem === null) ? EXIT.done : EXIT.environment;
}

/** Why it does not answer, in one line; null when it does. */
async function problemOf({ probe, endpoint }: KeptServer, probes: Probes, deadlineMs: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${deadlineMs / 1000} s`), deadlineMs);
  });
  const answer = probes[probe](endpoint).then(
    () => null,
    (error: unknown) => messageOf(error).split('\n')[0] ?? 'it refuses',
  );
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function linesOf(asked: readonly { readonly server: KeptServer; readonly problem: string | null }[]): readonly string[] {
  if (asked.length === 0) return ['no servers are up; mhbench db up starts them'];
  const rows = asked.map(({ server, problem }) => [
    ...[problem === null ? '✔' : '✖', ...columnsOf(server), `process ${server.pid}`, problem ?? 'answers'],
  ]);
  return tableOf(rows);
}
