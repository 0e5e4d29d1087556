/** The rows of each table as pure functions of (world, id). Parents are older than their children; keys exist within the counts. */
import type { Counts, Row, TableName } from '../src/define.ts';
import { type Draw, draw, streamOf } from '../src/random.ts';
import { popularBusiness, REFERENCE_MS, type World } from './world.ts';

const DAY_S = 86_400;
const YEAR_S = 365 * DAY_S;
const SESSION_S = 30 * DAY_S;
const MS_PER_S = 1000;
const REFERENCE_S = REFERENCE_MS / MS_PER_S;

const PROVIDERS = ['bca', 'bni', 'mandiri', 'gopay', 'ovo', 'dana'] as const;
const CATEGORIES = ['food', 'fashion', 'grocery', 'health', 'beauty', 'travel', 'sport', 'books', 'toys', 'garden'] as const;
const TYPES = ['payment', 'transfer', 'refund', 'topup'] as const;
const CHANNELS = ['app', 'web', 'pos', 'chatbot'] as const;
const DEVICES = ['android', 'ios', 'desktop', 'terminal'] as const;
const CAMPAIGNS = 5000;

const STREAMS: Readonly<Record<TableName, number>> = {
  users: streamOf('users'),
  accounts: streamOf('accounts'),
  sessions: streamOf('sessions'),
  businesses: streamOf('businesses'),
  transactions: streamOf('transactions'),
  logs: streamOf('logs'),
};

const date = (seconds: number): Date => new Date(seconds * MS_PER_S);
/** A table, because toString(16) of so large a number is the dearest part of a row. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
function hex(d: Draw): string {
  const word = d.word();
  return `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
}
const money = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** Each row has a slot of its own in the year: later ids are later, and (up to one row a second) no two at the same second. */
function inOrder(d: Draw, id: number, count: number, startS: number): number {
  const slot = Math.floor(((id - 1) * YEAR_S) / count);
  const nextSlot = Math.floor((id * YEAR_S) / count);
  return startS + slot + Math.floor(d.next() * (nextSlot - slot));
}

function user({ seed, counts, words }: World, id: number): Row {
  const d = draw(seed, STREAMS.users, id);
  const createdS = inOrder(d, id, counts.users, REFERENCE_S - 3 * YEAR_S);
  const first = d.pick(words.firstNames);
  const last = d.pick(words.lastNames);
  const typed = `${first}.${last}.${id}@example.com`;
  const role = d.next();
  return {
    id,
    // One in ten typed capitals: a search that ignores case has something to find.
    email: d.next() < 0.1 ? typed : typed.toLowerCase(),
    username: `${first}${last}${id}`.toLowerCase(),
    // In the shape of a hash and of no scheme: nobody can log in with it.
    password_hash: `$bench$no-login$${hex(d)}${hex(d)}${hex(d)}${hex(d)}${hex(d)}`,
    is_verified: d.next() < 0.9,
    role: role < 0.005 ? 'admin' : role < 0.03 ? 'merchant' : 'user',
    created_at: date(createdS),
    updated_at: date(createdS + Math.floor(d.next() * (REFERENCE_S - createdS))),
  };
}

function account({ seed, counts }: World, id: number): Row {
  const d = draw(seed, STREAMS.accounts, id);
  const createdS = inOrder(d, id, counts.accounts, REFERENCE_S - 2 * YEAR_S);
  const currency = d.next();
  return {
    id,
    user_id: d.between(1, counts.users),
    provider: d.pick(PROVIDERS),
    currency: currency < 0.8 ? 'IDR' : currency < 0.95 ? 'USD' : 'EUR',
    balance: money(Math.floor(d.exponential(250_000))),
    created_at: date(createdS),
  };
}

function session({ seed, counts, words }: World, id: number): Row {
  const d = draw(seed, STREAMS.sessions, id);
  const createdS = inOrder(d, id, counts.sessions, REFERENCE_S - YEAR_S);
  const ip = d.word();
  return {
    id,
    user_id: d.between(1, counts.users),
    token: `${hex(d)}${hex(d)}${hex(d)}${hex(d)}`,
    ip: `10.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`,
    user_agent: d.pick(words.userAgents),
    created_at: date(createdS),
    expires_at: date(createdS + SESSION_S),
  };
}

function business({ seed, counts, words }: World, id: number): Row {
  const d = draw(seed, STREAMS.businesses, id);
  const createdS = inOrder(d, id, counts.businesses, REFERENCE_S - 2 * YEAR_S);
  return {
    id,
    owner_id: d.between(1, counts.users),
    name: `${d.pick(words.companies)} ${d.pick(words.lastNames)}`,
    category: d.pick(CATEGORIES),
    city: d.pick(words.cities),
    created_at: date(createdS),
  };
}

function transaction(from: World, id: number): Row {
  const { seed, counts, words } = from;
  const d = draw(seed, STREAMS.transactions, id);
  const createdS = inOrder(d, id, counts.transactions, REFERENCE_S - YEAR_S);
  const status = d.next();
  return {
    id,
    account_id: d.between(1, counts.accounts),
    business_id: popularBusiness(from, d),
    type: d.pick(TYPES),
    status: status < 0.96 ? 'completed' : status < 0.99 ? 'failed' : 'pending',
    amount: money(100 + Math.floor(d.exponential(12_000))),
    description: d.pick(words.descriptions),
    // As PostgreSQL prints a jsonb: shorter keys first, a space after each colon and comma.
    metadata: `{"ref": "t${id.toString(36)}-${hex(d)}", "device": "${d.pick(DEVICES)}", "channel": "${d.pick(CHANNELS)}", "campaign": "c${d.between(1, CAMPAIGNS)}"}`,
    created_at: date(createdS),
  };
}

function log({ seed, counts, words }: World, id: number): Row {
  const d = draw(seed, STREAMS.logs, id);
  const createdS = inOrder(d, id, counts.logs, REFERENCE_S - YEAR_S);
  const level = d.next();
  return {
    id,
    user_id: d.between(1, counts.users),
    level: level < 0.9 ? 'info' : level < 0.97 ? 'warn' : level < 0.995 ? 'error' : 'debug',
    message: `${d.pick(words.messages)} request=${hex(d)}`,
    created_at: date(createdS),
  };
}

const MAKE: Readonly<Record<TableName, (from: World, id: number) => Row>> = {
  users: user,
  accounts: account,
  sessions: session,
  businesses: business,
  transactions: transaction,
  logs: log,
};

/** Every row of a world, whichever is asked for. */
export interface Rows {
  readonly counts: Counts;
  /** The table's columns in their order. */
  columns(table: TableName): readonly string[];
  /** The row as it is loaded; ids count from 1. */
  row(table: TableName, id: number): Row;
}

export const rowsOf = (from: World): Rows => ({
  counts: from.counts,
  columns: (table) => Object.keys(MAKE[table](from, 1)),
  row(table, id) {
    if (Number.isInteger(id) && id >= 1 && id <= from.counts[table]) return MAKE[table](from, id);
    throw new RangeError(`${table} has rows 1 to ${from.counts[table]}; row ${id} was asked for`);
  },
});
