import { cheapPages, dearPages } from '../../benches/http/pages.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

const TTL_S = 60;
const MEMORY_MS = 1_000;
const QUERIES: Readonly<Record<string, string>> = {
  business: 'SELECT id, name, category, city FROM businesses WHERE id = $1',
  like: `SELECT o.id, o.name FROM businesses b JOIN businesses o ON (o.category, o.city) = (b.category, b.city)
         WHERE b.id = $1 ORDER BY md5(o.name || b.name), o.id LIMIT 20`,
};
type Answer = (path: string) => Promise<unknown>;

/** What the application does without a cache; it counts what it asks of the database. */
function fromDatabase(lane: Lane<'postgres'>): Answer {
  let calls = 0;
  return async (path) => {
    const [, page = '', id] = path.split('/');
    if (page === 'calls') return calls;
    calls += 1;
    return await lane.sql(QUERIES[page] ?? '', [Number(id)]);
  };
}

/** Asks the cache first, and fills it with what it had not. */
function throughRedis(lane: Lane<'postgres'>, answer: Answer): Answer {
  const cache = lane.in('redis');
  return async (path) => {
    const known = path === '/calls' ? null : await cache.get(path);
    if (known !== null) return JSON.parse(known);
    const fresh = await answer(path);
    if (path !== '/calls') await cache.command('SET', path, JSON.stringify(fresh), 'EX', TTL_S);
    return fresh;
  };
}

/** For a second from the process' own memory. */
function throughMemory(answer: Answer): Answer {
  const memory = new Map<string, unknown>();
  return async (path) => {
    if (memory.has(path)) return memory.get(path);
    const fresh = await answer(path);
    if (path === '/calls') return fresh;
    memory.set(path, fresh);
    setTimeout(() => memory.delete(path), MEMORY_MS).unref();
    return fresh;
  };
}

/** An application that reads through a cache. Whether that pays depends on how often a page is asked for again, and on what it takes to make. */
export default defineOptimization({
  question: 'How often must a page be asked for again before a cache in front of PostgreSQL pays?',
  store: 'postgres',
  copies: [],
  also: { redis: [], http: [] },
  sweep: { over: 'hits', values: [99, 90, 50, 0], given: (hits) => ({ question: { hits } }) },
  baseline: { name: 'PostgreSQL alone', client: { max: 8 }, beside: (lane) => lane.in('http').serve(fromDatabase(lane)) },
  candidates: [
    {
      name: 'Redis',
      client: { max: 8 },
      beside: (lane) => lane.in('http').serve(throughRedis(lane, fromDatabase(lane))),
    },
    {
      name: 'memory, then Redis',
      client: { max: 8 },
      beside: (lane) => lane.in('http').serve(throughMemory(throughRedis(lane, fromDatabase(lane)))),
    },
  ],
  gain: { dearPages },
  price: { cheapPages },
  claims: [
    { candidate: 'Redis', metric: 'dearPages.ms', at: 99, timesBetter: { atLeast: 2 } },
    { candidate: 'Redis', metric: 'dearPages.databaseCalls', at: 99, timesBetter: { atLeast: 5 } },
    { candidate: 'Redis', metric: 'dearPages.ms', at: 0, timesBetter: { atMost: 1.1 } },
    { candidate: 'Redis', metric: 'cheapPages.ms', at: 0, timesWorse: { atLeast: 1 } },
  ],
  expected: [
    {
      candidate: 'Redis',
      metric: 'dearPages.ms',
      at: 99,
      timesBetter: 184,
      because:
        'the cache is empty at first, and every page costs the same two milliseconds; by hand the popular pages were the dearest, a tenth of a second each',
    },
    { candidate: 'Redis', metric: 'cheapPages.ms', at: 0, timesWorse: 1.4 },
  ],
  adopt: 'for pages that are dear to make and asked for again within their time to live',
  avoid:
    'for reads by primary key, and for pages nobody asks for twice: the second trip costs more than it saves; readers see what is up to a minute old',
});
