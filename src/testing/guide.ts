/** The commands of a guide, for tests that run or check each of them. */

/** Each line of the fenced `sh` blocks, in order, without comments. */
export const fencedCommands = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
