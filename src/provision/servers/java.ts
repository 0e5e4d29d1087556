/** What servers on the Java machine have in common: its arguments, and how it is stopped. */
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { classPath } from '../java-ways.ts';
import type { StopStep } from '../pids.ts';
import type { Site } from './recipe.ts';

export const JAVA_STOP: readonly StopStep[] = [{ signal: 'SIGTERM', waitMs: 20_000 }];

/** Java's own option takes a whole number and one letter. */
export function heapOption(option: '-Xms' | '-Xmx', value: string | number | boolean): string {
  const text = String(value);
  if (!/^\d+[kmgKMG]?$/.test(text)) throw new UserError(`"${text}" is no size of Java's memory`, 'write it as 512m or 1g');
  return `${option}${text}`;
}

/** The jars, and a machine that leaves nothing outside the server's folder: no performance file, no unpacked libraries. */
export const javaArguments = ({ binaries, folder }: Site): readonly string[] => [
  ...['-cp', classPath(binaries.programs['jars'] ?? '')],
  ...['-XX:-UsePerfData', `-Djava.io.tmpdir=${folder}`, `-XX:ErrorFile=${join(folder, 'java-error.log')}`],
  ...['-Djava.awt.headless=true', '-Dfile.encoding=UTF-8'],
];

/** A short command has no use for a good compiler and a good collector. */
export const JAVA_BRIEFLY = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'] as const;

export const javaProgram = ({ binaries }: Site): string => binaries.programs['java'] ?? 'java';

const backslashed = (text: string): string => text.replaceAll('\\', '\\\\');

/** A line of a properties file. Java reads such a file as Latin-1, so other letters are written by their numbers. */
export function propertyLine(name: string, value: string | number | boolean): string {
  const ascii = [...backslashed(String(value))].flatMap((letter) =>
    letter > '~'
      ? Array.from({ length: letter.length }, (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`)
      : [letter],
  );
  return `${name}=${ascii.join('').replace(/^ /, '\\ ')}`;
}
