/** Whether a sentinel answers, and what it knows of the master that it watches. */
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { openRedis } from './redis-session.ts';

const PROBE_TIMEOUT_MS = 1000;

/** Its first master's fields by name (`name`, `ip`, `port`, `flags`, `num-slaves`, `num-other-sentinels`), and the `version`. */
export async function probeSentinel(endpoint: {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}): Promise<Record<string, string>> {
  await using session = await openRedis({ ...endpoint, database: '0' }, { connectTimeoutMs: PROBE_TIMEOUT_MS });
  const [master] = z.array(z.array(z.string())).parse(await session.run(['SENTINEL', 'MASTERS']));
  if (master === undefined) throw new ServerError('the sentinel watches no master');
  const fields = master.flatMap((word, at) => (at % 2 === 0 ? [[word, master[at + 1] ?? ''] as const] : []));
  return { ...Object.fromEntries(fields), version: (await session.info()).get('redis_version') ?? 'unknown' };
}
