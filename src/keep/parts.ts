/** The parts that are up: what each consists of, and which of them have lost a process. */
import { isRunning, startTimeOf } from '../provision/pids.ts';
import type { LocalServer } from '../provision/provisioner.ts';
import type { PartName } from './names.ts';

interface KeptProcess extends LocalServer {
  readonly startTime: string;
}

/** One name's servers. */
export interface Part {
  readonly name: PartName;
  readonly servers: readonly KeptProcess[];
  stop(): Promise<void>;
}

export interface Parts {
  all(): readonly Part[];
  get(name: PartName): Part | undefined;
  add(name: PartName, servers: readonly LocalServer[], stop: () => Promise<void>): void;
  /** Forgets them; stopping them is somebody else's work. */
  forget(names: readonly PartName[]): void;
  /** Stops and forgets whatever of these has lost a process, and a pooler whose PostgreSQL goes. Says which. */
  dropBroken(names: readonly PartName[], say: (line: string) => void): Promise<void>;
}

/** `changed` is called whenever one came or went. */
export function createParts(changed: (parts: readonly Part[]) => void): Parts {
  const parts = new Map<PartName, Part>();
  const tell = (): void => changed([...parts.values()]);
  const drop = async (part: Part): Promise<void> => {
    parts.delete(part.name);
    tell();
    await part.stop();
  };
  return {
    all: () => [...parts.values()],
    get: (name) => parts.get(name),
    add: (name, servers, stop) => {
      const known = servers.map((server) => ({ ...server, startTime: startTimeOf(server.pid) ?? 'ended' }));
      parts.set(name, { name, servers: known, stop });
      tell();
    },
    forget: (names) => {
      for (const name of names) parts.delete(name);
      tell();
    },
    dropBroken: async (names, say) => {
      const broken = [...parts.values()].filter(({ name, servers }) => names.includes(name) && !servers.every(isRunning));
      for (const part of broken) {
        const ended = part.servers.filter((server) => !isRunning(server)).map(({ name, pid }) => `${name} (process ${pid})`);
        say(`${part.name} is started anew, because of it ended: ${ended.join(', ')}`);
        const pooler = part.name === 'postgres' ? parts.get('pgbouncer') : undefined;
        if (pooler !== undefined) await drop(pooler);
        await drop(part);
      }
    },
  };
}
