/**
 * Shows a run while it goes on. Draws on events alone, never by a timer, so that nothing is drawn inside a measured window.
 * People read stderr; `--json` puts one event a line on stdout.
 */
import { createColors } from 'picocolors';
import { type Clock, systemClock } from '../clock.ts';
import type { Io, RunOptions } from '../config.ts';
import type { Emit, RunEvent } from '../experiment/events.ts';
import { githubLines, type Line, linesOf, quietLinesOf, slimEvent, statusText, type Tone } from './terminal-lines.ts';

export interface Terminal {
  readonly emit: Emit;
  /** Takes the progress line away; to be called in every case, also after a failure. */
  end(): void;
}

export type Look = Pick<RunOptions, 'json' | 'progress' | 'color' | 'quiet'>;

export function terminal(io: Io, look: Look, clock: Clock = systemClock): Terminal {
  const people = readerFor(io, look, clock);
  if (!look.json) return people;
  return {
    emit(event) {
      io.stdout.write(`${JSON.stringify(slimEvent(event))}\n`);
      people.emit(event);
    },
    end: () => people.end(),
  };
}

const isTty = (stream: NodeJS.WritableStream): boolean => 'isTTY' in stream && stream.isTTY === true;
const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** How progress is shown when nobody says so: drawn over on a terminal, in lines elsewhere; not at all where it would mix with JSON. */
export function progressMode(io: Io, { json, progress }: Pick<Look, 'json' | 'progress'>): 'tty' | 'plain' | 'none' {
  if (progress !== 'auto') return progress;
  if (json && isTty(io.stdout)) return 'none';
  return isTty(io.stderr) && !isSet(io.env['CI']) && io.env['TERM'] !== 'dumb' ? 'tty' : 'plain';
}

/** picocolors colours a pipe whenever CI is set; this asks the stream. */
export function coloured(stream: NodeJS.WritableStream, env: NodeJS.ProcessEnv, color: boolean | null): boolean {
  if (color !== null) return color;
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return isTty(stream) && env['TERM'] !== 'dumb';
}

function readerFor(io: Io, look: Look, clock: Clock): Terminal {
  const { stderr } = io;
  const paint = painter(coloured(stderr, io.env, look.color));
  const say = (lines: readonly Line[]): void => {
    for (const line of lines) stderr.write(`${paint(line)}\n`);
  };
  if (look.quiet) return { emit: (event) => say(quietLinesOf(event)), end() {} };
  const mode = progressMode(io, look);
  if (mode === 'none') return { emit: (event) => say(event.kind === 'finished' ? linesOf(event) : []), end() {} };
  return mode === 'tty' ? redrawing(stderr, say, clock) : plain(io, say, clock);
}

type Say = (lines: readonly Line[]) => void;
const NS_PER_S = 1e9;
const LEAST_BETWEEN_DRAWINGS_NS = 0.5 * NS_PER_S;
const HEARTBEAT_NS = 30 * NS_PER_S;

/** Lines stay; only the last one, the progress, is drawn over, at most twice a second. */
function redrawing(stream: NodeJS.WritableStream, say: Say, clock: Clock): Terminal {
  let drawnNs: number | null = null;
  const clear = (): void => {
    if (drawnNs !== null) stream.write('\r\x1b[K');
    drawnNs = null;
  };
  const draw = (text: string): void => {
    const nowNs = clock.nowNs();
    if (drawnNs !== null && nowNs - drawnNs < LEAST_BETWEEN_DRAWINGS_NS) return;
    drawnNs = nowNs;
    stream.write(`\r\x1b[K${cut(text, widthOf(stream))}`);
  };
  const emit = (event: RunEvent): void => {
    if (event.kind === 'measuring') {
      draw(statusText(event));
      return;
    }
    clear();
    say(linesOf(event));
  };
  return { emit, end: clear };
}

/** One line an event, and a sign of life while a long comparison goes on: CI kills jobs that are silent. */
function plain(io: Io, say: Say, clock: Clock): Terminal {
  let spokenNs = clock.nowNs();
  const emit = (event: RunEvent): void => {
    const nowNs = clock.nowNs();
    const late = nowNs - spokenNs >= HEARTBEAT_NS;
    const lines = event.kind === 'measuring' && late ? [{ tone: 'plain' as const, text: statusText(event) }] : linesOf(event);
    if (lines.length > 0) spokenNs = nowNs;
    say(lines);
    const annotations = io.env['GITHUB_ACTIONS'] === 'true' ? githubLines(event) : [];
    for (const text of annotations) io.stderr.write(`${text}\n`);
  };
  return { emit, end() {} };
}

/** A terminal whose width is not known is taken for 80 columns; the last column stays free, or the line would wrap. */
const widthOf = (stream: NodeJS.WritableStream): number =>
  ('columns' in stream && typeof stream.columns === 'number' && stream.columns > 0 ? stream.columns : 80) - 1;
const cut = (text: string, width: number): string => Array.from(text).slice(0, width).join('');

/** A line with a sign has the sign coloured, the others stand as a whole in their tone. */
function painter(on: boolean): (line: Line) => string {
  const colors = createColors(on);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    good: colors.green,
    bad: colors.red,
    dull: colors.dim,
    strong: colors.bold,
    plain: (text) => text,
  };
  return ({ tone, text }) => {
    const signed = /^([✔✖▼]) (.*)$/s.exec(text);
    return signed ? `${tones[tone](signed[1] ?? '')} ${signed[2]}` : tones[tone](text);
  };
}
