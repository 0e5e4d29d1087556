/** The only place that rounds or converts for eyes. Units are joined by a narrow no-break space, thousands are grouped by one. */

const THIN = '\u202f';
/** Between a number and a noun: a full space that does not break. */
const JOIN = '\u00a0';
export const NOT_MEASURED = '–';

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);

/** So many decimals; fewer than none rounds to tens or hundreds. */
function decimals(value: number, places: number): string {
  if (!Number.isFinite(value)) return NOT_MEASURED;
  const unit = 10 ** Math.max(0, -places);
  const text = (Math.round(Math.abs(value) / unit) * unit).toFixed(0);
  const [whole = '0', fraction] = (places > 0 ? Math.abs(value).toFixed(Math.min(places, 20)) : text).split('.');
  const sign = value < 0 && /[1-9]/.test(whole + (fraction ?? '')) ? '−' : '';
  return `${sign}${grouped(whole)}${fraction === undefined ? '' : `.${fraction}`}`;
}

const magnitude = (value: number): number => (value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value))));

/** Three significant digits unless told otherwise; whole digits are never rounded away. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return NOT_MEASURED;
  const rounded = Number(value.toPrecision(digits));
  return decimals(rounded, Math.max(0, digits - 1 - magnitude(rounded)));
}

/** A value that was chosen and not measured, such as a tick or a scale: no zeros behind it. */
export const plain = (value: number): string =>
  significant(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
export const count = (value: number): string => (Number.isInteger(value) ? decimals(value, 0) : significant(value));
const withUnit = (amount: string, unit: string): string =>
  unit === '' || amount === NOT_MEASURED ? amount : `${amount}${THIN}${unit}`;

interface Step {
  readonly unit: string;
  readonly of: number;
}
const stepFor = (steps: readonly [Step, ...Step[]], value: number): Step =>
  steps.findLast((step) => Math.abs(value) >= step.of * 0.9995) ?? steps[0];

const NS_PER_MS = 1_000_000;
const TIME_STEPS: readonly [Step, ...Step[]] = [
  { unit: 'ns', of: 1 },
  { unit: 'µs', of: 1_000 },
  { unit: 'ms', of: NS_PER_MS },
  { unit: 's', of: 1_000 * NS_PER_MS },
];
const inStep = (value: number, step: Step): string => withUnit(significant(value / step.of), step.unit);

/** A span of time given in nanoseconds. */
export const duration = (ns: number): string => inStep(ns, stepFor(TIME_STEPS, ns));
export const milliseconds = (ms: number): string => duration(ms * NS_PER_MS);
/** Two spans to be compared share the unit of the longer one, unless the shorter one would then be mostly zeros. */
export const durationPair = (first: number, second: number): readonly [string, string] => [
  inStep(first, sharedStep(first, second)),
  inStep(second, sharedStep(second, first)),
];
function sharedStep(ns: number, beside: number): Step {
  const step = stepFor(TIME_STEPS, Math.max(ns, beside));
  return Math.min(ns, beside) < step.of / 20 ? stepFor(TIME_STEPS, ns) : step;
}

/** A tick of an axis of times. */
export const durationTick = (ns: number): string => {
  const step = stepFor(TIME_STEPS, ns);
  return withUnit(plain(ns / step.of), step.unit);
};

/** How long a run took: `41 s`, `6 min 20 s`, `1 h 5 min`. */
export function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (ms < 1_000) return milliseconds(ms);
  if (seconds < 60) return withUnit(seconds < 10 ? plain(Math.round(ms / 100) / 10) : String(seconds), 's');
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600)];
  if (hours > 0) return `${hours}${THIN}h ${minutes % 60}${THIN}min`;
  return seconds % 60 === 0 ? `${minutes}${THIN}min` : `${minutes}${THIN}min ${seconds % 60}${THIN}s`;
}

const BYTE_STEPS: readonly [Step, ...Step[]] = [
  { unit: 'B', of: 1 },
  { unit: 'kB', of: 1e3 },
  { unit: 'MB', of: 1e6 },
  { unit: 'GB', of: 1e9 },
  { unit: 'TB', of: 1e12 },
];
/** A size; a dash where the store cannot tell it. */
export const bytes = (size: number | null): string => {
  if (size === null) return NOT_MEASURED;
  const step = stepFor(BYTE_STEPS, size);
  return step.of === 1 ? withUnit(count(size), 'B') : inStep(size, step);
};
/** Memory as machines are sold: in GiB. */
export const memory = (size: number): string => withUnit(plain(size / 2 ** 30), 'GiB');

/** Any figure of the record with its unit. */
export function quantity(value: number, unit: string): string {
  if (unit === 'ns') return duration(value);
  if (unit === 'ms') return milliseconds(value);
  if (unit === 's') return milliseconds(value * 1_000);
  if (unit === 'bytes' || unit === 'B') return bytes(value);
  return withUnit(count(value), unit);
}
export const quantityPair = (first: number, second: number, unit: string): readonly [string, string] => {
  if (unit === 'ns') return durationPair(first, second);
  if (unit === 'ms') return durationPair(first * NS_PER_MS, second * NS_PER_MS);
  return [quantity(first, unit), quantity(second, unit)];
};

export interface Range {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}
/** Decimals that an interval supports: down to the place of its half-width, one more when that begins with 1. */
function intervalPlaces({ estimate, low, high }: Range): number {
  const half = (high - low) / 2;
  if (!(half > 0) || half < Math.abs(estimate) / 1e6) return Math.max(0, 2 - magnitude(estimate));
  const place = magnitude(half);
  const leading = Math.floor(half / 10 ** place + 1e-9);
  return leading === 1 ? 1 - place : -place;
}
/** At that place, but never so coarse that nothing of the number is left. */
const atPlace = (value: number, places: number): string => decimals(value, Math.max(places, -magnitude(value)));
/** `5.71×`, to the digits that its interval supports. */
export const estimateText = (range: Range): string => `${atPlace(range.estimate, intervalPlaces(range))}×`;
export const intervalText = (range: Range): string => {
  const places = intervalPlaces(range);
  return `[${atPlace(range.low, places)}, ${atPlace(range.high, places)}]`;
};
/** `5.71× [5.53, 5.88]`. */
export const effectText = (range: Range): string => `${estimateText(range)} ${intervalText(range)}`;
/**
 * `8.52 ms [8.49, 8.55]`: a span given in nanoseconds with its interval, in one unit, to the digits that the interval supports; never
 * more than three, because histograms hold no more.
 */
export function durationRange({ estimate, low, high }: Range): string {
  const step = stepFor(TIME_STEPS, estimate);
  const range = { estimate: estimate / step.of, low: low / step.of, high: high / step.of };
  const places = Math.min(intervalPlaces(range), Math.max(0, 2 - magnitude(range.estimate)));
  const [value, from, to] = [range.estimate, range.low, range.high].map((part) => atPlace(part, places));
  return `${withUnit(value ?? '', step.unit)} [${from}, ${to}]`;
}
const NS_OF = new Map(Object.entries({ ns: 1, ms: NS_PER_MS, s: 1_000 * NS_PER_MS }));
/**
 * What a figure lies between, in the unit that the figure is shown in: `[0.255, 0.322]` beside `0.281 ms`, which stands so beside `8.52 ms`.
 * `beside`: the figure that it makes a pair with, in the same unit of the record.
 */
export function betweenText(
  [low, high]: readonly [number, number],
  { value, beside, unit }: { readonly value: number; readonly beside: number; readonly unit: string },
): string {
  const ns = NS_OF.get(unit);
  if (ns === undefined) return `[${count(low)}, ${count(high)}]`;
  const { of } = sharedStep(value * ns, beside * ns);
  const [from, to] = [(low * ns) / of, (high * ns) / of];
  const places = Math.max(0, 2 - magnitude(to));
  return `[${decimals(from, places)}, ${decimals(to, places)}]`;
}
/** A tick of an axis of effects. */
export const ratioTick = (ratio: number): string => (Math.abs(ratio - 0.5) < 1e-9 ? '½×' : `${plain(ratio)}×`);
/** A ratio that has no interval of its own, such as one session's. */
export const ratioText = (ratio: number): string => `${significant(ratio)}×`;

/** A share such as 0.99 as `99 %`. */
export const share = (part: number): string => withUnit(plain(part * 100), '%');
/** The size of a change, without its direction: `16 %`, `4.9 %`. */
export const changeSize = (ratio: number): string => {
  const part = Math.abs(ratio - 1) * 100;
  return withUnit(part < 0.05 ? '<\u202f0.1' : part < 10 ? decimals(part, 1) : significant(part, 2), '%');
};
/** The change with its direction: `+57 %`, `−12 %`. */
export const changeText = (ratio: number): string =>
  ratio >= 10 ? `× ${significant(ratio)}` : `${Math.abs(ratio - 1) < 0.0005 ? '' : ratio < 1 ? '−' : '+'}${changeSize(ratio)}`;

/** `2026-11-22 13:30 UTC` from an ISO moment, without a clock or a locale. */
export const moment = (iso: string): string => {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*Z$/.exec(iso);
  return parts === null ? iso : `${parts[1]} ${parts[2]} UTC`;
};
/** The first characters of a digest: enough to compare by eye. */
export const shortDigest = (digest: string): string => (digest.length > 16 ? `${digest.slice(0, 12)}…` : digest);
/** `1 session`, `6 sessions`. */
export const plural = (amount: number, noun: string): string => `${count(amount)}${JOIN}${noun}${amount === 1 ? '' : 's'}`;
