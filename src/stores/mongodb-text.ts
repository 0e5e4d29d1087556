/** Commands as one would type them in mongosh. For eyes; measured calls send the document. */
import type { Document } from './mongodb-session.ts';

/** The whole command. */
export const printCommand = (command: Document): string => `db.runCommand(${written(command)})`;

/** A value as mongosh takes it: keys bare where they may be, moments as ISODate. */
export function written(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return `ISODate("${value.toISOString()}")`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value !== 'object') return typeof value === 'bigint' ? `Long("${value}")` : JSON.stringify(value);
  const fields = Object.entries(value).map(([name, each]) => `${keyOf(name)}: ${written(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
