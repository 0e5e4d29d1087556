import { defineBench, type Pick } from '../../src/define.ts';

const CONNECTIONS = 16;
/** Among so many pages those are chosen that were asked for before. */
const RECENT = 20;

/** Of a hundred requests so many ask for a page that somebody has asked for already (`hits`); the others for one that nobody has. */
function paths(pick: Pick, page: string, count: number): readonly string[] {
  const hits = pick.given('hits', 90);
  const first = pick.between(1, pick.rows('businesses'));
  const asked: number[] = [];
  return Array.from({ length: count }, () => {
    const again = asked.length > 0 && pick.between(1, 100) <= hits;
    if (!again) asked.push(1 + ((first + asked.length) % pick.rows('businesses')));
    const from = Math.max(0, asked.length - RECENT);
    return `/${page}/${again ? asked[pick.between(from, asked.length - 1)] : asked.at(-1)}`;
  });
}

/** A page that is dear to make, asked for by users of an application over HTTP. */
export const dearPages = defineBench({
  store: 'postgres',
  description: 'Get 600 pages that list the businesses like one, over 16 connections, the cache empty at first',
  shape: { kind: 'task' },
  writes: true,
  ask: (pick) => ({ paths: paths(pick, 'like', 600) }),
  answer: ({ paths }, lane) => lane.in('http').drive(paths, { connections: CONNECTIONS }),
  growth: { databaseCalls: { unit: 'calls', better: 'lower', of: async (lane) => Number(await lane.in('http').get('/calls')) } },
});

/** A page that is a read by primary key. */
export const cheapPages = defineBench({
  store: 'postgres',
  description: 'Get 2 000 pages that are one row each, over 16 connections, the cache empty at first',
  shape: { kind: 'task' },
  writes: true,
  ask: (pick) => ({ paths: paths(pick, 'business', 2_000) }),
  answer: ({ paths }, lane) => lane.in('http').drive(paths, { connections: CONNECTIONS }),
});
