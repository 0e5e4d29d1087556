/** `mhbench new`: an optimisation to begin with, which runs as it stands. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';
import { redact } from '../redact.ts';
import { SCAFFOLD_STORES, scaffoldText } from './scaffold-text.ts';

const ID = /^[a-z][a-z0-9_]*\/[a-z][a-z0-9-]*$/;

export interface ScaffoldOptions {
  readonly id: string;
  readonly store: string;
}

/** Throws a UserError that holds every mistake, and where the file is there already. */
export async function scaffold(
  { id, store }: ScaffoldOptions,
  { cwd, env, stdout }: Pick<Io, 'cwd' | 'env' | 'stdout'>,
): Promise<number> {
  const known = SCAFFOLD_STORES.find((each) => each === store);
  const mistakes = [
    ...(ID.test(id) ? [] : [`${id} is no id: a folder and a name in small letters, such as indexing/my-index.`]),
    ...(known === undefined
      ? [`There is no store ${store}, only ${SCAFFOLD_STORES.join(', ')}.${didYouMean(store, SCAFFOLD_STORES)}`]
      : []),
  ];
  if (mistakes.length > 0 || known === undefined) throw new UserError(mistakes.join('\n'));
  const file = path.resolve(cwd, env['MHBENCH_OPTIMIZATIONS'] ?? 'optimizations', `${id}.ts`);
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, redact(scaffoldText(known)), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError(`${file} is there already; nothing was written.`, 'choose another name');
  }
  stdout.write(`${path.relative(cwd, file)} is written and runs as it stands: change it, then try it in seconds with
  npm run bench -- --only '${id}' --profile smoke
  npm run mhbench -- explain '${id}'
`);
  return EXIT.done;
}
