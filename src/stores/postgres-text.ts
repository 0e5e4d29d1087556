/** SQL as one would type it: parameters written in their places. For eyes and for EXPLAIN; measured calls bind them. */
import pg from 'pg';
import type { Sql } from './postgres.ts';

const arrayItem = (value: unknown): string =>
  value === null || value === undefined ? 'NULL' : `"${String(plain(value)).replaceAll(/["\\]/g, '\\$&')}"`;

function plain(value: unknown): string | number | bigint | boolean {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'string')
    return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(arrayItem).join(',')}}`;
  return JSON.stringify(value);
}

/** A value as one would type it. */
export function literal(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : boundText(value);
}

/** A value as the driver binds it: text of no type yet. */
export function boundText(value: unknown): string {
  return value === null || value === undefined ? 'NULL' : pg.escapeLiteral(String(plain(value)));
}

/** The whole statement with its parameters in place. */
export function printSql(statement: Sql): string {
  if (typeof statement === 'string') return statement;
  return statement.sql.replaceAll(/\$(\d+)/g, (place, index: string) => {
    const at = Number(index) - 1;
    return at < statement.params.length ? literal(statement.params[at]) : place;
  });
}
