import { type AnswerTo, defineBench, type Lane } from '../../src/define.ts';

type Keys = readonly string[];
const reads = (count: number, description: string) =>
  defineBench<'redis', { readonly keys: Keys }>({
    store: 'redis',
    description,
    ask: (pick) => ({ keys: Array.from({ length: count }, () => `session:${pick.session()}`) }),
  });
export const readTwentySessions = reads(20, 'Read 20 sessions');
export const readOneSession = reads(1, 'Read one session');

/** The same way for twenty and for one. */
export const readBy = (read: (keys: Keys, lane: Lane<'redis'>) => Promise<unknown>) => {
  const answer: AnswerTo<typeof readTwentySessions> = ({ keys }, lane) => read(keys, lane);
  return { readTwentySessions: answer, readOneSession: answer };
};
