import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

type Redis = Lane<'redis'>;
const [KEYS, TTL_MS, LOCK_MS] = [20, 200, 1_000];
/** Stands for the question behind the cache: about two milliseconds in which the server works for nobody else. */
const WORK = 'local s = 0 for i = 1, 40000 do s = (s * 31 + i + ARGV[1]) % 1000003 end return s';

/** Each of so few keys ends five times a second: whoever finds it gone meets others who find the same. */
export const readHotKey = defineBench({
  store: 'redis',
  description: '32 clients read 20 keys of which each ends every 200 ms and is then made anew',
  writes: true,
  shape: { kind: 'calls', load: { clients: 32 } },
  ask: (pick) => ({ key: pick.between(1, KEYS) }),
  answer: async ({ key }, lane) => (await lane.get(`hot:${key}`)) ?? (await made(lane, key)),
  headline: 'perSecond',
});

/** What a reader pays who meets no other. */
export const readQuietKey = defineBench({
  store: 'redis',
  description: 'One client reads a key that is there',
  writes: true,
  ask: (pick) => ({ key: pick.between(1, KEYS) }),
  answer: async ({ key }, lane) => (await lane.get(`hot:${key}`)) ?? (await made(lane, key)),
});

async function made(lane: Redis, key: number, ms = TTL_MS): Promise<string> {
  const value = String(await lane.command('EVAL', WORK, 0, key));
  await lane.command('SET', `hot:${key}`, value, 'PX', ms);
  return value;
}

type Answer = AnswerTo<typeof readHotKey>;

const flights = new WeakMap<Redis, Map<number, Promise<string>>>();
/** Whoever comes while it is made waits for the same one: in this process. */
export const oneFlight: Answer = async ({ key }, lane) => {
  const known = await lane.get(`hot:${key}`);
  if (known !== null) return known;
  const own = flights.get(lane) ?? new Map<number, Promise<string>>();
  flights.set(lane, own);
  const flight = own.get(key) ?? made(lane, key).finally(() => own.delete(key));
  own.set(key, flight);
  return await flight;
};

/** Of all processes one makes it; the others look again every millisecond. */
export const oneLock: Answer = async ({ key }, lane) => {
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
};

/** The old value is good enough for everybody but the one who makes the new one. */
export const staleMeanwhile: Answer = async ({ key }, lane) => {
  const known = await lane.get(`hot:${key}`);
  if ((await lane.command('SET', `fresh:${key}`, 1, 'NX', 'PX', TTL_MS)) !== 'OK' && known !== null) return known;
  return await made(lane, key, 10 * TTL_MS);
};
