/** Settings on their way to a server and back: names that cannot break out of a configuration file, and whether what the server reports is what was given. */
import type { Settings } from '../define.ts';
import { ServerError, UserError, unreachable } from '../errors.ts';
import type { ServerKind } from './provisioner.ts';

const BYTES: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };
const REDIS_BYTES: Readonly<Record<string, number>> = { ...BYTES, k: 1e3, m: 1e6, g: 1e9 };
const NEO4J_BYTES: typeof BYTES = { ...BYTES, k: 1024, m: 1024 ** 2, g: 1024 ** 3, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 };
const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
/** The units in which PostgreSQL takes a bare number: blocks, kilobytes, megabytes; milliseconds, seconds, minutes. */
const BARE_UNITS = [1, 1024, 8192, 1024 ** 2, 1_000, 60_000];

/** Refuses names and values that would not stay one line of a configuration file, and settings that the provisioner itself must hold. */
export function checkSettings(kind: ServerKind, settings: Settings, ours: readonly string[]): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!/^[a-z][a-z0-9_.-]*$/i.test(name)) throw new UserError(`"${name}" is no name of a ${kind} setting`);
    if (/[\r\n\0]/.test(String(value))) throw new UserError(`${kind}: the value of ${name} has more than one line`);
    if (ours.includes(name.toLowerCase())) throw new UserError(`${kind}: ${name} cannot be set, the provisioner sets it`);
  }
}

function quantity(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text);
  if (match?.[1] === undefined) return null;
  const unit = match[2] === '' ? 1 : units[match[2] ?? ''];
  return unit === undefined ? null : Number(match[1]) * unit;
}

const SWITCHES: Readonly<Record<string, string>> = {
  on: 'on',
  yes: 'on',
  true: 'on',
  '1': 'on',
  off: 'off',
  no: 'off',
  false: 'off',
  '0': 'off',
};
const plain = (value: string): string =>
  value
    .trim()
    .toLowerCase()
    .replaceAll(/\s*,\s*/g, ',')
    .replaceAll(/\s+/g, ' ');
const isBare = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

function samePostgres(given: string, reported: string): boolean {
  for (const units of [BYTES, MILLISECONDS]) {
    const [a, b] = [quantity(given, units), quantity(reported, units)];
    if (a === null || b === null) continue;
    if (a === b) return true;
    if (isBare(given) && !isBare(reported) && BARE_UNITS.some((unit) => a * unit === b)) return true;
  }
  return false;
}

const redisWord = (word: string): string => {
  const bytes = quantity(word, REDIS_BYTES);
  return bytes === null ? word : String(bytes);
};

function sameRedis(given: string, reported: string): boolean {
  const [a, b] = [given, reported].map((text) => text.split(' ').map(redisWord).join(' '));
  if (a === undefined || b === undefined) return false;
  const letters = (text: string): string => [...text].sort().join('');
  // Flags such as notify-keyspace-events come back in another order; limits of client classes come back with all classes.
  return (
    a === b || (given.length <= 12 && letters(given) === letters(reported)) || (a.includes(' ') && ` ${b} `.includes(` ${a} `))
  );
}

/** Neo4j writes sizes in binary units with two digits, and takes them with one letter; times have the same units on both sides. */
function sameNeo4j(given: string, reported: string): boolean {
  const [a, b] = [quantity(given, NEO4J_BYTES), quantity(reported, NEO4J_BYTES)];
  if (a === null || b === null) return false;
  // Two digits after the point: 1500k comes back as 1.46MiB.
  return Math.abs(a - b) <= b * 0.005;
}

/** Whether a server reports what it was given, however each of the two is written. */
export function sameSetting(kind: ServerKind, givenValue: Settings[string], reportedValue: string): boolean {
  const [given, reported] = [plain(String(givenValue)), plain(reportedValue)];
  if (given === reported) return true;
  if (SWITCHES[given] !== undefined && SWITCHES[given] === SWITCHES[reported]) return true;
  switch (kind) {
    case 'postgres':
      return samePostgres(given, reported);
    case 'redis':
      return sameRedis(given, reported);
    case 'pgbouncer':
      return isBare(given) && isBare(reported) && Number(given) === Number(reported);
    case 'kafka':
    case 'mongodb':
      return isBare(given) && isBare(reported) && Number(given) === Number(reported);
    case 'neo4j':
      return sameNeo4j(given, reported);
    default:
      return unreachable(kind);
  }
}

/** A server may load more libraries than it is asked for. */
function inForceAs(kind: ServerKind, name: string, asked: Settings[string], reported: string): boolean {
  if (name !== 'shared_preload_libraries') return sameSetting(kind, asked, reported);
  const loaded = plain(reported).split(',');
  return plain(String(asked))
    .split(',')
    .every((library) => loaded.includes(library));
}

/** A setting that is not in force as it was asked for; `inForce` is null where the server knows no such setting. */
export interface Difference {
  readonly name: string;
  readonly asked: Settings[string];
  readonly inForce: string | null;
}

/** The settings that a server does not report as they were asked for. */
export function differences(
  kind: ServerKind,
  asked: Settings,
  reported: Readonly<Record<string, string>>,
): readonly Difference[] {
  const byName = new Map(Object.entries(reported).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(asked).flatMap(([name, value]) => {
    const inForce = byName.get(name.toLowerCase()) ?? null;
    return inForce !== null && inForceAs(kind, name, value, inForce) ? [] : [{ name, asked: value, inForce }];
  });
}

/** Throws when the server does not report a setting as it was given. */
export function checkReadBack(kind: ServerKind, given: Settings, reported: Readonly<Record<string, string>>): void {
  const wrong = differences(kind, given, reported).map(({ name, asked, inForce }) =>
    inForce === null
      ? `${name}: given ${asked}, but the server knows no such setting`
      : `${name}: given ${asked}, reported ${inForce}`,
  );
  if (wrong.length > 0) throw new ServerError(`it does not run with the settings it was given: ${wrong.join('; ')}`);
}
