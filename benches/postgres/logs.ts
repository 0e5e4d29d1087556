import { defineBench, defineReading } from '../../src/define.ts';

const DAY_MS = 86_400_000;

export const logsOfDay = defineBench({
  store: 'postgres',
  description: 'Count the log lines of one day of the last 90',
  ask: (pick) => {
    const until = pick.daysAgo(pick.between(0, 89));
    return { since: new Date(until.getTime() - DAY_MS), until };
  },
  answer: ({ since, until }) => ({
    sql: 'SELECT count(*) FROM logs WHERE created_at >= $1 AND created_at < $2',
    params: [since, until],
  }),
});

/** Ids follow those of the data set, so that both variants write the same rows. */
export const writeLogs = defineBench({
  store: 'postgres',
  description: 'Insert 100 log lines in one statement',
  writes: true,
  ask: (pick) => ({ after: pick.rows('logs') + pick.ordinal * 100, user: pick.user(), at: pick.daysAgo(0) }),
  answer: ({ after, user, at }) => ({
    sql: `INSERT INTO logs (id, user_id, message, created_at)
          SELECT $1::bigint + n, $2::bigint, 'Written by the bench', $3::timestamptz FROM generate_series(1, 100) n`,
    params: [after, user, at],
  }),
  leaves: 'SELECT count(*), sum(id) FROM logs',
  growth: { walBytes: { unit: 'bytes', better: 'lower', of: "SELECT pg_current_wal_insert_lsn() - '0/0'" } },
});

/** The primary key included. */
export const logsIndexBytes = defineReading({
  store: 'postgres',
  unit: 'bytes',
  better: 'lower',
  of: "SELECT pg_indexes_size('logs')",
});
