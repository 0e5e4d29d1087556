import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

type Redis = Lane<'redis'>;
const [KEYS, READERS, TTL_MS, LOCK_MS] = [20, 32, 60_000, 1_000];
/** How often a value was made, counted where it is. */
const MADE = 'made';
/** Stands for the question behind the cache: about two milliseconds in which the server works for nobody else. */
const WORK = 'redis.call("INCR", KEYS[1]) local s = 0 for i = 1, 40000 do s = (s * 31 + i + ARGV[1]) % 1000003 end return s';

async function made(lane: Redis, key: number): Promise<string> {
  const value = String(await lane.command('EVAL', WORK, 1, MADE, key));
  await lane.command('SET', `hot:${key}`, value, 'PX', TTL_MS);
  return value;
}

type Reader = (lane: Redis, key: number) => Promise<string>;
/** Whoever finds it gone makes it anew. */
const everybody: Reader = async (lane, key) => (await lane.get(`hot:${key}`)) ?? (await made(lane, key));

/** Ends the key (or the mark that says it is fresh), and then so many want it at once. */
const crowd =
  (read: Reader, ending = 'hot') =>
  async ({ key }: { readonly key: number }, lane: Redis): Promise<readonly string[]> => {
    await lane.command('DEL', `${ending}:${key}`);
    return await Promise.all(Array.from({ length: READERS }, () => read(lane, key)));
  };

/**
 * Each call is one stampede. A load in which keys end now and then has most of its blocks without one, and tells what is rare as if it did
 * not happen.
 */
export const readEndedKey = defineBench({
  store: 'redis',
  description: 'A key ends, and 32 who want it at once have its value',
  writes: true,
  ask: (pick) => ({ key: pick.between(1, KEYS) }),
  answer: crowd(everybody),
  growth: { made: { unit: 'times', better: 'lower', of: async (lane) => Number((await lane.get(MADE)) ?? 0) } },
});

/** What a reader pays who meets no other. */
export const readQuietKey = defineBench({
  store: 'redis',
  description: 'One client reads a key that is there',
  writes: true,
  ask: (pick) => ({ key: pick.between(1, KEYS) }),
  answer: ({ key }, lane) => everybody(lane, key),
});

const by = (
  read: Reader,
  ending?: string,
): { readEndedKey: AnswerTo<typeof readEndedKey>; readQuietKey: AnswerTo<typeof readQuietKey> } => ({
  readEndedKey: crowd(read, ending),
  readQuietKey: ({ key }, lane) => read(lane, key),
});

const flights = new WeakMap<Redis, Map<number, Promise<string>>>();
/** Whoever comes while it is made waits for the same one: in this process. */
export const oneFlight = by(async (lane, key) => {
  const known = await lane.get(`hot:${key}`);
  if (known !== null) return known;
  const own = flights.get(lane) ?? new Map<number, Promise<string>>();
  flights.set(lane, own);
  const flight = own.get(key) ?? made(lane, key).finally(() => own.delete(key));
  own.set(key, flight);
  return await flight;
});

/** Of all processes one makes it; the others look again every millisecond. */
export const oneLock = by(async (lane, key) => {
  for (;;) {
    const known = await lane.get(`hot:${key}`);
    if (known !== null) return known;
    if ((await lane.command('SET', `lock:${key}`, 1, 'NX', 'PX', LOCK_MS)) === 'OK') {
      const value = await made(lane, key);
      await lane.command('DEL', `lock:${key}`);
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
});

/** The old value is good enough for everybody but the one who makes the new one, once the mark that it is fresh has ended. */
export const staleMeanwhile = by(async (lane, key) => {
  const known = await lane.get(`hot:${key}`);
  if ((await lane.command('SET', `fresh:${key}`, 1, 'NX', 'PX', TTL_MS / 2)) !== 'OK' && known !== null) return known;
  return await made(lane, key);
}, 'fresh');
