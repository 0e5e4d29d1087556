import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

const [MANY, FEW] = [1_000, 1];
export const COLUMNS = 'id, account_id, business_id, type, status, amount, description, metadata, created_at';
export const TYPES = ['bigint', 'bigint', 'bigint', 'text', 'text', 'numeric', 'text', 'jsonb', 'timestamptz'] as const;
type Cells = readonly (string | number)[];

interface Question {
  readonly after: number;
  readonly account: number;
  readonly business: number;
  readonly at: string;
}

/** Ids follow those of the data set, so that all variants write the same rows. */
const loads = (count: number, description: string) =>
  defineBench<'postgres', Question>({
    store: 'postgres',
    description,
    writes: true,
    ask: (pick) => ({
      after: pick.rows('transactions') + pick.ordinal * count,
      account: pick.account(),
      business: pick.business(),
      at: pick.daysAgo(0).toISOString(),
    }),
    same: () => 'done',
    leaves: 'SELECT count(*), sum(id), sum(amount) FROM transactions',
    headline: 'mean',
    growth: { walBytes: { unit: 'bytes', better: 'lower', of: "SELECT pg_current_wal_insert_lsn() - '0/0'" } },
  });
export const loadThousand = loads(MANY, 'Write 1 000 transactions that have come together');
export const loadSingle = loads(FEW, 'Write a single transaction');

const rowsOf = ({ after, account, business, at }: Question, count: number): readonly Cells[] =>
  Array.from({ length: count }, (_, i) => [after + i + 1, account, business, 'payment', 'completed', i + 1, 'Loaded', '{}', at]);

/** The same way for many and for one. Making the rows is timed with it, as in any program that has them as objects. */
export const written = (write: (rows: readonly Cells[], lane: Lane<'postgres'>) => Promise<unknown>) => {
  const answer =
    (count: number): AnswerTo<typeof loadThousand> =>
    async (question, lane) =>
      void (await write(rowsOf(question, count), lane));
  return { loadThousand: answer(MANY), loadSingle: answer(FEW) };
};
