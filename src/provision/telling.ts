/** Which lines of a package client's output say what went wrong: apt and pip follow them by others that do not. Pure. */

const TELLING = [
  /failed to fetch/i,
  /looking in indexes/i,
  // pip: the file that is another one, and both checksums.
  /^\s+\S+==\S+ from /,
  /^\s+expected sha256 /i,
  /^\s+got\s+[0-9a-f]{64}/i,
  /^(E|ERROR): /,
];
/** Why an address does not answer stands in the middle of a warning that is said at each try. */
const UNANSWERED =
  /(failed to establish a new connection|temporary failure in name resolution|connection refused|timed out|certificate verify failed)[^'")]*/i;
const MOST = 5;

export function tellingLines(log: readonly string[]): readonly string[] {
  const found = log.filter((line) => TELLING.some((pattern) => pattern.test(line)));
  const unanswered = log.map((line) => UNANSWERED.exec(line)?.[0]).find((part) => part !== undefined);
  const known = found.some((line) => unanswered !== undefined && line.includes(unanswered));
  const all = [...found, ...(unanswered === undefined || known ? [] : [unanswered])];
  return (all.length === 0 ? log.slice(-2) : all.slice(0, MOST)).map((line) => line.trim());
}
