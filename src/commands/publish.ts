/** `mhbench publish`: adds what runs say to the history on a branch of its own, beside whatever others add at the same time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Io } from '../config.ts';
import { ServerError, UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { redact } from '../redact.ts';
import { plural } from '../report/format.ts';
import { linesOfRun } from '../report/history.ts';
import { machineKey } from '../report/machine-key.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface PublishOptions {
  /** None: the latest. */
  readonly runs: readonly string[];
  readonly out: string;
  readonly branch: string;
  readonly remote: string;
}

/** Somebody else may push first, so often in a row is no accident. */
const TRIES = 5;

export async function publish({ runs, out, branch, remote }: PublishOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const fresh = new Map<string, readonly string[]>();
  for (const run of runs.length === 0 ? [undefined] : runs) {
    const record = await readRecord(await findRecord({ run, out, cwd: io.cwd }));
    if (record.run.merged !== undefined)
      throw new UserError(
        `${record.run.id} was merged: each of its shards has the history of its own machine`,
        'publish the shards',
      );
    const file = `history/${machineKey(record)}.ndjson`;
    const lines = linesOfRun(record).map((line) => redact(JSON.stringify(line)));
    fresh.set(file, [...(fresh.get(file) ?? []), ...lines]);
  }
  await using git = await gitIn(io.cwd);
  for (let attempt = 1; ; attempt += 1) {
    const parent = await git.tip(remote, branch);
    const { tree, added } = await treeWith(git, parent, fresh);
    if (added === 0) {
      io.stdout.write(`nothing to add to ${branch} of ${remote}\n`);
      return EXIT.done;
    }
    const commit = await git.run([
      'commit-tree',
      tree,
      ...(parent === null ? [] : ['-p', parent]),
      '-m',
      `Add ${added} lines of history`,
    ]);
    const refused = await git.push(remote, `${commit}:refs/heads/${branch}`);
    if (refused === null) {
      io.stdout.write(`added ${plural(added, 'line')} to ${branch} of ${remote}\n`);
      return EXIT.done;
    }
    if (attempt === TRIES)
      throw new ServerError(`${branch} could not be pushed to ${remote}: ${redact(refused)}`, { hint: 'git push says more' });
  }
}

/** The branch's files with the lines that they do not hold yet. */
async function treeWith(git: Git, parent: string | null, fresh: ReadonlyMap<string, readonly string[]>) {
  await git.run(parent === null ? ['read-tree', '--empty'] : ['read-tree', parent]);
  let added = 0;
  for (const [file, lines] of fresh) {
    const before = parent === null ? '' : await git.fileAt(parent, file);
    const known = new Set(before.split('\n'));
    const missing = lines.filter((line) => !known.has(line));
    if (missing.length === 0) continue;
    added += missing.length;
    const blob = await git.run(['hash-object', '-w', '--stdin'], `${before}${missing.join('\n')}\n`);
    await git.run(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`]);
  }
  return { tree: await git.run(['write-tree']), added };
}

interface Git extends AsyncDisposable {
  /** Its output; throws a ServerError when git refuses. */
  run(words: readonly string[], input?: string): Promise<string>;
  /** The commit at which a branch stands now; null where there is no such branch. */
  tip(remote: string, branch: string): Promise<string | null>;
  /** Empty where the file is not there. */
  fileAt(commit: string, file: string): Promise<string>;
  /** Why it was refused; null when it was taken. */
  push(remote: string, what: string): Promise<string | null>;
}

const NO_SUCH_BRANCH = 2;

/** Works on objects and an index of its own: neither the files nor the branch that stand here are touched. */
async function gitIn(cwd: string): Promise<Git> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mhbench-publish-'));
  const who = ['-c', 'user.name=mhbench', '-c', 'user.email=mhbench@localhost'];
  const git = (words: readonly string[], input = '') =>
    execa('git', [...who, ...words], {
      cwd,
      input,
      reject: false,
      stripFinalNewline: false,
      env: { GIT_INDEX_FILE: path.join(folder, 'index') },
    });
  const run = async (words: readonly string[], input = ''): Promise<string> => {
    const { exitCode, stdout, stderr } = await git(words, input);
    if (exitCode !== 0) throw new ServerError(`git ${words.join(' ')} failed: ${redact(stderr.trim())}`);
    return stdout.trim();
  };
  return {
    run,
    async tip(remote, branch) {
      const { exitCode } = await git(['ls-remote', '--exit-code', '--heads', remote, branch]);
      if (exitCode === NO_SUCH_BRANCH) return null;
      await run(['fetch', '--quiet', remote, `refs/heads/${branch}`]);
      return await run(['rev-parse', 'FETCH_HEAD']);
    },
    async fileAt(commit, file) {
      const { exitCode, stdout } = await git(['cat-file', 'blob', `${commit}:${file}`]);
      return exitCode === 0 ? stdout : '';
    },
    async push(remote, what) {
      const { exitCode, stderr } = await git(['push', '--quiet', remote, what]);
      return exitCode === 0 ? null : stderr.trim();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
