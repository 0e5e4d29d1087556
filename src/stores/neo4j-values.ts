/** Values on their way into Neo4j and out of it, and statements for eyes. Pure. */
import neo4j from 'neo4j-driver';
import type { Cypher } from './neo4j.ts';

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const mapValues = (map: Readonly<Record<string, unknown>>, of: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, of(value)]));

/** The driver sends a JavaScript number as a float, which is no id; whole numbers go as integers instead, as one would type them. */
export function bound(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (value instanceof Date) return neo4j.DateTime.fromStandardDate(value);
  if (isList(value)) return value.map(bound);
  return isMap(value) ? mapValues(value, bound) : value;
}

/** Nodes and relationships become their properties: their identities and labels belong to a lane and not to the answer. */
export function received(value: unknown): unknown {
  if (neo4j.isNode(value) || neo4j.isRelationship(value)) return mapValues(value.properties, received);
  if (neo4j.isDateTime(value)) return value.toStandardDate();
  if (isList(value)) return value.map(received);
  return isMap(value) ? mapValues(value, received) : value;
}

/** A value as one would type it in Cypher. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return `'${value.replaceAll(/['\\]/g, '\\$&')}'`;
  if (value instanceof Date) return `datetime('${value.toISOString()}')`;
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  if (!isMap(value)) return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${literal(each)}`);
  return `{${entries.join(', ')}}`;
}

/** The whole statement with its parameters in place. */
export const printCypher = ({ cypher, params = {} }: Cypher): string =>
  cypher.replaceAll(/\$(\w+)/g, (place, name: string) => (name in params ? literal(params[name]) : place));
