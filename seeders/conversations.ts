/** Chatbot sessions and their messages as pure functions of (data set, ordinal): documents for stores that keep documents. */
import type { Counts } from '../src/define.ts';
import { type Draw, draw, streamOf } from '../src/random.ts';
import { dictionaries } from './dictionaries.ts';
import type { Dataset } from './domain.ts';

const SESSION_STREAM = streamOf('chatbot sessions');
const MESSAGE_STREAM = streamOf('chatbot messages');
const S = 1000;
const DAY_S = 86_400;
/** Logins for each conversation. */
const LOGINS = 400;
/** A conversation's messages are numbered from 1 and are never as many as this. */
const NUMBERS = 1000;
const FEWEST = 2;
const MOST = 100;
const CHANNELS = ['app', 'web', 'whatsapp', 'telegram'] as const;
const LOCALES = ['id-ID', 'en-US', 'jv-ID', 'su-ID'] as const;
const TOPICS = ['order', 'payment', 'stock', 'refund', 'opening hours', 'delivery'] as const;

export interface ChatbotSession {
  readonly _id: number;
  readonly user: { readonly id: number; readonly username: string };
  readonly business_id: number;
  readonly channel: string;
  readonly metadata: { readonly locale: string; readonly topic: string; readonly device: string; readonly resolved: boolean };
  readonly message_count: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}
export interface Message {
  /** `conversation * 1000 + n`: in the order of the ids, conversations are whole. */
  readonly _id: number;
  readonly conversation: number;
  readonly n: number;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly created_at: Date;
}

export interface Conversations {
  /** How many there are; ids count from 1. */
  readonly count: number;
  session(id: number): ChatbotSession;
  /** How many messages a conversation has: by the logarithm even between 2 and 100, so most are short and a few hold most messages. */
  length(id: number): number;
  message(id: number, n: number): Message;
}

/** How many conversations a data set has. */
export const conversationCount = (sessions: Counts['sessions']): number => Math.max(1, Math.round(sessions / LOGINS));

/** The same people as in every other store: a user's name is that of the user's row. */
export function conversations(data: Dataset): Conversations {
  const { seed, counts } = data;
  const count = conversationCount(counts.sessions);
  const { messages: phrases } = dictionaries(seed, data.referenceDate);
  const length = (id: number): number => lengthOf(draw(seed, SESSION_STREAM, id));
  return {
    count,
    length,
    session: (id) => sessionOf(data, count, id),
    message(id, n) {
      const { startS, paceS } = rhythmOf(data, count, draw(seed, SESSION_STREAM, id), id);
      const _id = id * NUMBERS + n;
      const d = draw(seed, MESSAGE_STREAM, _id);
      const role = n % 2 === 1 ? 'user' : 'assistant';
      const sentences = role === 'user' ? d.between(1, 2) : d.between(1, 6);
      const text = Array.from({ length: sentences }, () => d.pick(phrases)).join(' ');
      return {
        _id,
        conversation: id,
        n,
        role,
        text,
        created_at: new Date((startS + (n - 1) * paceS + d.between(0, paceS - 1)) * S),
      };
    },
  };
}

/** The first draw of a conversation. */
const lengthOf = (d: Draw): number => Math.floor(FEWEST * ((MOST + 1) / FEWEST) ** d.next());

/** The three draws after that. A conversation ends within hours, and the last ones before the reference date. */
function rhythmOf(
  { referenceDate }: Dataset,
  count: number,
  d: Draw,
  id: number,
): { startS: number; paceS: number; messages: number } {
  const messages = lengthOf(d);
  const yearS = 364 * DAY_S;
  const slotS = Math.floor(yearS / count);
  const startS =
    referenceDate.getTime() / S - 365 * DAY_S + Math.floor(((id - 1) * yearS) / count) + d.between(0, Math.max(0, slotS - 1));
  return { messages, startS, paceS: d.between(5, 60) };
}

function sessionOf(data: Dataset, count: number, id: number): ChatbotSession {
  const d = draw(data.seed, SESSION_STREAM, id);
  const { messages, startS, paceS } = rhythmOf(data, count, d, id);
  const user = d.between(1, data.counts.users);
  return {
    _id: id,
    user: { id: user, username: String(data.row('users', user)['username']) },
    business_id: data.popularBusiness(d),
    channel: d.pick(CHANNELS),
    metadata: {
      locale: d.pick(LOCALES),
      topic: d.pick(TOPICS),
      device: `d${d.word().toString(16)}`,
      resolved: d.next() < 0.7,
    },
    message_count: messages,
    created_at: new Date(startS * S),
    updated_at: new Date((startS + messages * paceS) * S),
  };
}
