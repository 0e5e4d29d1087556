/** Redis before a comparison: no memory to give back, counters from nought, nothing being written in the background. */
import { setTimeout as pause } from 'node:timers/promises';
import { ServerError } from '../errors.ts';
import type { RedisSession } from './redis-session.ts';
import { steps } from './settle.ts';
import type { Address, SettleStep } from './store.ts';

const QUIET_MS = 10_000;
const ASK_MS = 20;
const BACKGROUND = ['rdb_bgsave_in_progress', 'aof_rewrite_in_progress', 'loading', 'async_loading'];

export const settle = (session: RedisSession, { attached }: Address): Promise<readonly SettleStep[]> =>
  steps({
    'wait for background work': () => quiet(session),
    ...(attached
      ? { 'leave memory and counters as they are': async () => 'the server was there before' }
      : {
          'MEMORY PURGE': async () => {
            await session.run(['MEMORY', 'PURGE']);
            return `${(await session.info()).get('used_memory')} bytes used`;
          },
          'CONFIG RESETSTAT': async () => {
            await session.run(['CONFIG', 'RESETSTAT']);
            return `${(await session.info()).get('total_commands_processed')} commands counted`;
          },
        }),
  });

async function quiet(session: RedisSession): Promise<string> {
  for (let waitedMs = 0; waitedMs <= QUIET_MS; waitedMs += ASK_MS) {
    const info = await session.info();
    const busy = BACKGROUND.filter((field) => (info.get(field) ?? '0') !== '0');
    if (busy.length === 0) return 'no saving, rewriting or loading';
    await pause(ASK_MS);
  }
  throw new ServerError(`redis was still at work in the background after ${QUIET_MS / 1e3} s`);
}
