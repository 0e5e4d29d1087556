/** Rows in COPY's text format, byte for byte as PostgreSQL prints them again, so that one digest proves the whole load. */
import type { TableName, Value } from '../src/define.ts';
import type { Dataset } from './domain.ts';

const CHUNK_CHARS = 128 * 1024;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One value as COPY … TO STDOUT writes it in time zone UTC. */
export function copyValue(value: Value): string {
  if (typeof value === 'string')
    return /[\\\n\r\t]/.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (c) => ESCAPES[c] ?? c) : value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return timestamp(value);
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** `2025-01-01 00:00:00+00`; by hand, because toISOString is half the cost of a row. */
function timestamp(at: Date): string {
  const ms = at.getUTCMilliseconds();
  const fraction = ms === 0 ? '' : `.${String(ms).padStart(3, '0').replace(/0+$/, '')}`;
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}${fraction}+00`;
}

/** A table's rows in id order, in chunks of about 128 KiB. */
export function* copyText(data: Dataset, table: TableName): Generator<Buffer> {
  const columns = data.columns(table);
  const last = data.counts[table];
  let chunk = '';
  for (let id = 1; id <= last; id += 1) {
    const row = data.row(table, id);
    let separator = '';
    for (const column of columns) {
      chunk += separator + copyValue(row[column] ?? '\\N');
      separator = '\t';
    }
    chunk += '\n';
    if (chunk.length < CHUNK_CHARS) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
