// Reads the repository and holds its rules. Each rule is first shown a text that breaks it, so that none of them can sleep.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Rule, readSources, type Source } from './testing/sources.ts';
import { content, drivers, importsOf, purity, spelling, strangers } from './testing/tidy-imports.ts';
import {
  alone,
  anyTypes,
  barrels,
  chance,
  consoles,
  defaultExports,
  EXITING,
  exits,
  fileLength,
  LEAVING,
  leftOnly,
  NONDETERMINISTIC,
  names,
  opening,
  redaction,
  strayWords,
  suppressions,
} from './testing/tidy-rules.ts';

const repository = readSources(resolve(import.meta.dirname, '..'));
/** These two hold the offending texts themselves. */
const OFFENDING = ['src/tidy.test.ts', 'src/testing/tidy-rules.ts'];
const sources = repository.filter(({ path }) => !OFFENDING.includes(path));

interface Case {
  readonly rule: Rule;
  readonly breaks: readonly Source[];
  readonly keeps: readonly Source[];
  /** What the offending files import, and what is not at fault itself. */
  readonly around?: readonly Source[];
}
const at = (path: string, text = ''): Source => ({ path, text });

const CASES: Readonly<Record<string, Case>> = {
  'a file has at most 300 lines': {
    rule: fileLength,
    breaks: [at('src/a.ts', 'x\n'.repeat(301))],
    keeps: [at('src/a.ts', 'x\n'.repeat(300))],
  },
  'a file opens by saying what it is for': {
    rule: opening,
    breaks: [at('src/a.ts', "import { z } from 'zod';")],
    keeps: [at('src/a.ts', '/** Why. */'), at('src/b.js', '#!/usr/bin/env node\n// Why.'), at('src/c.test.ts', 'x')],
  },
  'files are kebab-case, and ids are paths': {
    rule: names,
    breaks: [at('src/aB.ts'), at('src/a_b.ts'), at('src/index.ts'), at('optimizations/a.ts'), at('optimizations/x/y/a.ts')],
    keeps: [
      at('src/a-b.servers.test.ts'),
      at('src/a.alone.test.ts'),
      at('optimizations/query_optimization/keyset-paging.ts'),
      at('vitest.config.ts'),
    ],
  },
  'default exports are for optimisations': {
    rule: defaultExports,
    breaks: [
      at('src/a.ts', 'export default 1;'),
      at('optimizations/x/a.ts', 'export const a = 1;'),
      at('src/b.ts', 'export { a as default };'),
    ],
    keeps: [at('optimizations/x/a.ts', 'export default defineOptimization({});'), at('vitest.config.ts', 'export default 1;')],
  },
  'there are no barrels': {
    rule: barrels,
    breaks: [
      at('src/a.ts', "export * from './b.ts';"),
      at('src/b.ts', "export type { C } from './c.ts';"),
      at('src/c.ts', "export {\n  a,\n} from './c.ts';"),
    ],
    keeps: [at('src/a.ts', "// export * from './b.ts';\nexport const a = 1;")],
  },
  'time and chance come from outside': {
    rule: chance,
    breaks: [
      at('src/a.ts', 'Math.random();'),
      at('benches/x/a.ts', 'const n = Date.now();'),
      at('src/b.test.ts', 'const d = new Date();'),
    ],
    keeps: [at('src/clock.ts', 'date: () => new Date()'), at('seeders/a.ts', 'new Date(seconds * 1_000); // not Date.now()')],
  },
  'only processes of their own exit': {
    rule: exits,
    breaks: [at('src/commands/a.ts', 'process.exit(1);'), at('src/b.ts', 'process.exitCode = 1;')],
    keeps: [at('src/cli.ts', 'process.exit(1);'), at('src/a.ts', 'process.execPath;')],
  },
  'what leaves passes the redaction': {
    rule: redaction,
    breaks: [
      at('src/commands/a.ts', 'process.stderr.write(text);'),
      at('src/worker.ts', 'process.stdout.write(text);'),
      at('src/commands/b.ts', 'await writeFile(path, text);'),
    ],
    keeps: [
      at('src/cli.ts', 'redacting(process.stdout);'),
      at('src/commands/a.ts', "import { redact } from '../redact.ts';\nawait writeFile(path, redact(text));"),
      at('src/provision/a.ts', 'await writeFile(path, text);'),
    ],
  },
  'no test holds the others off': {
    rule: leftOnly,
    breaks: [at('src/a.test.ts', "test.only('x', () => {});"), at('src/b.test.ts', "describe.concurrent.only('x', () => {});")],
    keeps: [at('src/a.test.ts', 'options.only;')],
  },
  'no two tests measure at a time': {
    rule: alone,
    breaks: [
      at('src/a.servers.test.ts', 'await startCli(words).ended;'),
      at('src/b.test.ts', 'at = await scratchProject();'),
      at('src/c.servers.test.ts', 'await measureRates(options, io);'),
    ],
    keeps: [
      at('src/a.alone.test.ts', 'await startCli(words).ended;'),
      at('src/testing/cli.ts', 'const run = startCli(words);'),
      at('src/b.servers.test.ts', "import { project } from './testing/cli.ts';"),
    ],
  },
  'nothing writes to the console': {
    rule: consoles,
    breaks: [at('src/a.ts', 'console.log(1);'), at('src/b.test.ts', 'console.error(1);')],
    keeps: [at('src/a.ts', '// console.log(1);')],
  },
  'an any says why': {
    rule: anyTypes,
    breaks: [at('src/a.ts', 'const a: any = 1;'), at('src/b.ts', 'f(x as any);'), at('src/c.ts', 'Array<any>')],
    keeps: [
      at('src/a.ts', '// biome-ignore lint/suspicious/noExplicitAny: the driver types it so.\nconst a: any = 1;'),
      at('src/b.ts', '// as any child'),
    ],
  },
  'a silenced check says why': {
    rule: suppressions,
    breaks: [
      at('src/a.ts', '// biome-ignore lint/a/b: <explanation>'),
      at('src/b.ts', '// @ts-ignore'),
      at('src/c.ts', '// biome-ignore lint/a/b'),
    ],
    keeps: [at('src/a.ts', '// biome-ignore lint/a/b: each store merges into it.')],
  },
  'no place of one machine, nothing left undone': {
    rule: strayWords,
    breaks: [
      at('src/a.ts', "'/tmp/x'"),
      at('src/b.ts', ['// see ', 'work', 'main'].join('/')),
      at('src/c.ts', '// ../shared/x'),
      at('src/d.ts', '// TODO later'),
    ],
    keeps: [at('src/a.ts', 'join(tmpdir(), name)'), at('src/b.ts', '// TODO #12 later'), at('src/c.ts', 'base/work/x')],
  },
  'imports are spelled in full': {
    rule: spelling,
    breaks: [
      at('src/a.ts', "import { join } from 'path';"),
      at('src/b.ts', "import { c } from './c';"),
      at('src/c.ts', "await import('./d');"),
    ],
    keeps: [at('src/a.ts', "import { join } from 'node:path';\nimport { c } from './c.ts';\nimport {\n  d,\n} from 'd';")],
  },
  'drivers are imported in src/stores alone': {
    rule: drivers,
    breaks: [
      at('src/load/a.ts', "import pg from 'pg';"),
      at('seeders/a.ts', "import {\n  from,\n} from 'pg-copy-streams';"),
      at('src/b.ts', "await import('ioredis');"),
    ],
    keeps: [at('src/stores/a.ts', "import pg from 'pg';"), at('src/load/a.ts', "import type { Pool } from 'pg';")],
  },
  'stores, provision and load do not know each other': {
    rule: strangers,
    breaks: [
      at('src/load/a.ts', "import { postgres } from '../stores/postgres.ts';"),
      at('src/stores/a.ts', "import { x } from '../provision/local.ts';"),
    ],
    keeps: [at('src/load/a.ts', "import type { Store } from '../stores/store.ts';\nimport { b } from './b.ts';")],
  },
  'content is reached through the catalogue and knows little': {
    rule: content,
    breaks: [
      at('src/experiment/a.ts', "import { x } from '../../seeders/rows.ts';"),
      at('benches/postgres/a.ts', "import { readFile } from 'node:fs/promises';"),
      at('benches/postgres/b.ts', "import x from '../../optimizations/indexing/x.ts';"),
      at('seeders/a.ts', "import { x } from '../benches/postgres/x.ts';"),
      at('optimizations/indexing/a.ts', "import { run } from '../../src/experiment/run.ts';"),
      at('benches/redis/a.ts', "import { runSlice } from '../../src/load/slice.ts';"),
      at('benches/micro/a.ts', "import { run } from '../../src/experiment/run.ts';"),
    ],
    keeps: [
      at('src/catalog.ts', "await import('../seeders/domain.ts');"),
      at(
        'optimizations/indexing/a.ts',
        "import { defineOptimization } from '../../src/define.ts';\nimport { b } from '../../benches/postgres/b.ts';",
      ),
      at('seeders/a.ts', "import { en } from '@faker-js/faker';"),
      at('benches/micro/a.ts', "import { runSlice } from '../../src/load/slice.ts';"),
    ],
  },
  'pure files reach no effect': {
    rule: purity,
    breaks: [at('src/report/a.ts', "import { b } from '../b.ts';"), at('src/stats/a.ts', "import 'node:net';")],
    around: [at('src/b.ts', "import { c } from './c.ts';"), at('src/c.ts', "import { readFile } from 'node:fs/promises';")],
    keeps: [
      at('src/report/a.ts', "import type { B } from '../b.ts';"),
      at('src/b.ts', "import { readFile } from 'node:fs/promises';"),
    ],
  },
};

describe.each(Object.entries(CASES))('%s', (_name, { rule, breaks, keeps, around = [] }) => {
  test('a text that breaks the rule is told', () => {
    const problems = rule([...breaks, ...around]);
    for (const { path } of breaks) expect(problems.filter((problem) => problem.startsWith(path))).toHaveLength(1);
    expect(rule(keeps)).toEqual([]);
  });
  test('the repository keeps it', () => {
    expect(rule(sources)).toEqual([]);
  });
});

test('the rules see the repository: sources, imports and every file that has an exception', () => {
  const paths = repository.map(({ path }) => path);
  expect(paths).toContain('src/define.ts');
  expect(paths).toContain('src/tidy.test.ts');
  for (const excepted of [...NONDETERMINISTIC.keys(), ...EXITING.keys(), ...LEAVING.keys()]) expect(paths).toContain(excepted);
  const cli = repository.find(({ path }) => path === 'src/cli.ts');
  expect(cli && importsOf(cli).map(({ target }) => target)).toContain('src/npm-flags.ts');
});
