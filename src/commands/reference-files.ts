/** References on disk: runs that were given a name, one for each kind of machine under it. A name is never overwritten. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';

export interface ReferencePlace {
  readonly name: string;
  /** The kind of machine, as its key. */
  readonly machine: string;
  /** Of its run.json. */
  readonly file: string;
}

const folderIn = (out: string): string => path.join(out, 'references');
const namesIn = async (folder: string): Promise<readonly string[]> => (await readdir(folder).catch(() => [])).sort();

export async function storedReferences(out: string): Promise<readonly ReferencePlace[]> {
  const folder = folderIn(out);
  const places = (await namesIn(folder)).map(async (name) =>
    (await namesIn(path.join(folder, name))).map((machine) => ({
      ...{ name, machine, file: path.join(folder, name, machine, 'run.json') },
    })),
  );
  return (await Promise.all(places)).flat().filter(({ file }) => existsSync(file));
}

/** That of this kind of machine; where it has none, any, so that the difference can be told. Undefined where nothing has the name. */
export async function findReference(out: string, name: string, machine?: string): Promise<ReferencePlace | undefined> {
  const own = (await storedReferences(out)).filter((place) => place.name === name);
  return own.find((place) => place.machine === machine) ?? own.at(-1);
}

export async function saveReference(out: string, { name, machine }: Omit<ReferencePlace, 'file'>, run: string): Promise<string> {
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.'))
    throw new UserError(
      `${name} is no name for a reference`,
      'letters, digits, _, - and . make one, such as main or before-upgrade',
    );
  const file = path.join(folderIn(out), name, machine, 'run.json');
  if (existsSync(file))
    throw new UserError(
      `there is a reference ${name} of this kind of machine already, and it is never overwritten`,
      `take another name, or: mhbench reference rm ${name} --yes`,
    );
  await mkdir(path.dirname(file), { recursive: true });
  await copyFile(run, file);
  return file;
}

export const removeReference = (out: string, name: string): Promise<void> =>
  rm(path.join(folderIn(out), name), { recursive: true });
