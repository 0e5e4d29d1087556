/** The events of the domain: what happened to a user, as pure functions of (data set, table, row). The same rows as in the other stores. */
import type { Row, TableName } from '../src/define.ts';
import type { Dataset } from './domain.ts';

/** Keyed by the user it happened to, so that the events of one user stay in order. */
export interface DomainEvent {
  readonly key: string;
  /** JSON: `{ id, type, occurredAt, userId, … }`; the id is the row's. */
  readonly value: string;
}

/** The tables whose rows are events. */
export const EVENT_TABLES = ['users', 'sessions', 'transactions'] as const satisfies readonly TableName[];
export type EventTable = (typeof EVENT_TABLES)[number];

interface Happening {
  readonly type: string;
  readonly userId: number;
  readonly more: Row;
}

/** Of a user and of a session what others may know: no password, no token. */
const HAPPENINGS: Readonly<Record<EventTable, (row: Row, data: Dataset) => Happening>> = {
  users: (row) => ({
    type: 'user.registered',
    userId: Number(row['id']),
    more: chosen(row, ['email', 'username', 'role', 'is_verified']),
  }),
  sessions: (row) => ({
    type: 'session.opened',
    userId: Number(row['user_id']),
    more: chosen(row, ['ip', 'user_agent', 'expires_at']),
  }),
  transactions: (row, data) => ({
    type: `transaction.${row['status']}`,
    userId: Number(data.row('accounts', Number(row['account_id']))['user_id']),
    more: chosen(row, ['account_id', 'business_id', 'amount', 'description']),
  }),
};

/** The event that row `id` of the table stands for. */
export function eventOf(data: Dataset, table: EventTable, id: number): DomainEvent {
  const row = data.row(table, id);
  const { type, userId, more } = HAPPENINGS[table](row, data);
  return { key: String(userId), value: JSON.stringify({ id, type, occurredAt: row['created_at'], userId, ...more }) };
}

/** The id of the row that an event stands for. */
export function idOf(value: string): number {
  const event: unknown = JSON.parse(value);
  return typeof event === 'object' && event !== null && 'id' in event ? Number(event.id) : Number.NaN;
}

const chosen = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.flatMap((column) => (row[column] === undefined ? [] : [[column, row[column]]])));
