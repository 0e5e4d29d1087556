import { defineBench } from '../../src/define.ts';

const sumsBy = (description: string, column: string) =>
  defineBench({
    store: 'postgres',
    description,
    same: 'unordered',
    ask: () => ({}),
    answer: () => `SELECT ${column}, count(*), sum(amount) FROM transactions GROUP BY ${column}`,
  });

/** A shard has all transactions of its businesses, so it can add them up by itself. */
export const sumsOfBusinesses = sumsBy('Count and sum of all transactions, by business', 'business_id');
/** Each type is on every shard: what one of them adds up is no answer yet. */
export const sumsOfTypes = sumsBy('Count and sum of all transactions, by type', 'type');
