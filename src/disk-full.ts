/** A full disk, whoever meets it first: each server says it in words of its own, and none of them names the place that a user can do something about. */

const WORDS = /no space left on device|disk quota exceeded|file too large|check free disk space|\b(ENOSPC|EDQUOT|EFBIG)\b/i;

export const saysDiskFull = (lines: readonly string[]): boolean => lines.some((line) => WORDS.test(line));

export const cannotWriteTo = (folder: string): string =>
  `no more can be written to ${folder}: the disk is full, or a limit is reached`;

export const FREE_DISK = 'free some disk (mhbench clean shows what earlier runs left), or take less data with --scale';
