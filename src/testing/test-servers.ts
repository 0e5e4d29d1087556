/** `npm run test:servers`: the tests that measure, and beside them those that only need servers. Words that are given choose files of either. */
import { execa } from 'execa';

const words = process.argv.slice(2);
const NOTHING = 'No test files found';

/** Through pipes, as neither is to draw over the other's lines on a terminal. Ends with its code, or with null where it has no such files. */
async function tests(project: string): Promise<number | null> {
  const { stdout, stderr, exitCode } = await execa('vitest', ['run', '--project', project, ...words], {
    ...{ preferLocal: true, reject: false, stdout: ['pipe', 'inherit'], stderr: ['pipe', 'inherit'] },
  });
  return words.length > 0 && `${stdout}${stderr}`.includes(NOTHING) ? null : (exitCode ?? 1);
}

const codes = (await Promise.all(['alone', 'servers'].map(tests))).filter((code) => code !== null);
process.exitCode = codes.length === 0 ? 1 : Math.max(...codes);
