/** The trials of a self-test as they come, a line each, so that a long one goes on where it was cut off. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { VERDICTS } from '../experiment/record.ts';
import { redact } from '../redact.ts';

/** What must be the same for trials to be counted together. */
const header = z.object({
  tool: z.string(),
  commit: z.string().nullable(),
  depth: z.enum(['quick', 'long']),
  runSeed: z.number(),
  machine: z.string(),
  startedAt: z.string(),
});
const trial = z.object({
  row: z.string(),
  index: z.number(),
  store: z.string(),
  held: z.boolean(),
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable(),
  sessions: z.number(),
  seconds: z.number(),
  effect: z.object({ ratio: z.number(), low: z.number(), high: z.number() }).nullable(),
  state: z.string().optional(),
  errors: z.number().optional(),
  openP99Ms: z.number().optional(),
  closedP99Ms: z.number().optional(),
  closedMaxMs: z.number().optional(),
  lagP99Ms: z.number().optional(),
});

export type Header = z.infer<typeof header>;
export type Tried = z.infer<typeof trial>;

export interface Journal {
  readonly header: Header;
  readonly tried: readonly Tried[];
  add(tried: Tried): Promise<void>;
}

/** A new journal in place of an older one; or with `resume` the older one, whose header must tell of the same tool and depth. */
export async function openJournal(file: string, fresh: Header, resume: boolean): Promise<Journal> {
  const known = resume ? await readJournal(file) : null;
  if (resume) refuse(file, known, fresh);
  await mkdir(path.dirname(file), { recursive: true });
  if (known === null) await writeFile(file, redact(`${JSON.stringify(fresh)}\n`));
  const tried: Tried[] = [...(known?.tried ?? [])];
  return {
    header: known?.header ?? fresh,
    tried,
    async add(each) {
      tried.push(each);
      await appendFile(file, redact(`${JSON.stringify(each)}\n`));
    },
  };
}

interface Known {
  readonly header: Header;
  readonly tried: readonly Tried[];
}

async function readJournal(file: string): Promise<Known | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const [first = '', ...lines] = text.split('\n').filter((line) => line !== '');
  try {
    return { header: header.parse(JSON.parse(first)), tried: lines.map((line) => trial.parse(JSON.parse(line))) };
  } catch (error) {
    throw new UserError(`${file} is no journal of a self-test: ${String(error)}`, 'start anew without --resume');
  }
}

function refuse(file: string, known: Known | null, { tool, commit, depth }: Header): void {
  if (known === null) throw new UserError(`there is nothing to resume: ${file} does not exist`, 'leave out --resume');
  const differ = [
    known.header.tool === tool ? null : `version ${known.header.tool}, not ${tool}`,
    known.header.commit === commit ? null : `commit ${known.header.commit}, not ${commit}`,
    known.header.depth === depth ? null : `${known.header.depth}, not ${depth}`,
  ].filter((difference) => difference !== null);
  if (differ.length > 0)
    throw new UserError(
      `the self-test in ${file} was of ${differ.join(', ')}: its trials would not be of one tool`,
      'leave out --resume',
    );
}
