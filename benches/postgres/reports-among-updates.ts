import { type AnswerTo, defineBench } from '../../src/define.ts';

const REPORT = 'SELECT type, status, count(*) FROM transactions GROUP BY type, status ORDER BY type, status';

/** Of ten questions nine correct an amount, and one is a report over the whole table, of what the corrections leave as it is. */
export const reportsAmongUpdates = defineBench({
  store: 'postgres',
  description: 'Correct an amount, nine times of ten; the tenth is a report over all transactions',
  writes: true,
  shape: { kind: 'calls', load: { clients: 4 } },
  ask: (pick) => ({ id: pick.transaction(), amount: pick.between(1, 9_999), report: pick.ordinal % 10 === 9 }),
  answer: ({ id, amount, report }, lane) =>
    report ? lane.sql(REPORT) : lane.sql('UPDATE transactions SET amount = $2 WHERE id = $1', [id, amount]),
  leaves: 'SELECT count(*), sum(amount) FROM transactions',
});

/** For whoever reads it, when nobody writes. */
export const reportAlone = defineBench({
  store: 'postgres',
  description: 'A report over all transactions',
  ask: () => ({}),
  answer: (_, lane) => lane.sql(REPORT),
});
export const reportAloneAt =
  (member: string): AnswerTo<typeof reportAlone> =>
  async (_, lane) =>
    (await lane.at(member)).sql(REPORT);

/** The report alone goes elsewhere. */
export const reportsAt =
  (member: string): AnswerTo<typeof reportsAmongUpdates> =>
  async ({ id, amount, report }, lane) =>
    report
      ? await (await lane.at(member)).sql(REPORT)
      : await lane.sql('UPDATE transactions SET amount = $2 WHERE id = $1', [id, amount]);
