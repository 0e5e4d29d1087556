/** What a change that is a function did on its lane, call by call and with the values it had: its own text would name variables instead. */
import { inspect } from 'node:util';

interface Call {
  /** By what repetitions are known: the call's name, and its statement without its parameters. */
  readonly head: string;
  readonly text: string;
}

export interface Trace<T> {
  /** The lane, which notes what is called on it. Calls that answer at once ask the lane itself, for its names or sizes, and are no change. */
  readonly lane: T;
  /** As a reader would type them; a call that is repeated is told once, with how often. */
  readonly lines: () => readonly string[];
}

export function traced<T extends object>(lane: T): Trace<T> {
  const calls: Call[] = [];
  return { lane: watched(lane, (call) => calls.push(call), ''), lines: () => linesOf(calls) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function watched<T extends object>(lane: T, note: (call: Call) => void, under: string): T {
  return new Proxy(lane, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      const name = `${under}${String(key)}`;
      if (typeof value !== 'function') return isObject(value) ? watched(value, note, `${name}.`) : value;
      return (...given: unknown[]): unknown => {
        const reply: unknown = Reflect.apply(value, target, given);
        if (key === 'in' && isObject(reply)) return watched(reply, note, `${String(given[0])}: `);
        if (reply instanceof Promise) note(callOf(under, String(key), given));
        return reply;
      };
    },
  });
}

/** Their first argument is a statement, which stands for itself. */
const SPEAKING = ['sql', 'cypher'];

function callOf(under: string, name: string, given: readonly unknown[]): Call {
  const [first, ...rest] = given;
  if (SPEAKING.includes(name) && typeof first === 'string') {
    const statement = `${under}${first.trim()}`;
    return { head: statement, text: rest.length === 0 ? statement : `${statement}   -- ${rest.map(shown).join(', ')}` };
  }
  const named = typeof first === 'string' ? first : '';
  return { head: `${under}${name} ${named}`, text: `${under}${name}(${given.map(shown).join(', ')})` };
}

/** One line and not long, whatever it is; a function says nothing without its surroundings. */
const shown = (value: unknown): string =>
  typeof value === 'function'
    ? '…'
    : inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true, depth: 4, maxArrayLength: 6, maxStringLength: 120 });

function linesOf(calls: readonly Call[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { head } of calls) counts.set(head, (counts.get(head) ?? 0) + 1);
  const firsts = calls.filter(({ head }, i) => calls.findIndex((other) => other.head === head) === i);
  return firsts.map(({ head, text }) => {
    const others = (counts.get(head) ?? 1) - 1;
    return others === 0 ? text : `${text}   -- and ${others} more like it`;
  });
}
