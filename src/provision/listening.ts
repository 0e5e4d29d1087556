/** On which TCP ports processes listen, as the kernel tells it. Linux only; elsewhere nothing is known. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/** Ports by the inodes of their sockets, from /proc/net/tcp: `sl local_address rem_address st … inode`, the address as hexadecimal `IP:PORT`. */
function listeningIn(table: string): ReadonlyMap<string, number> {
  const rows = table.trim().split('\n').slice(1);
  return new Map(
    rows.flatMap((row) => {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
      return state === LISTENING ? [[inode, Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] as const] : [];
    }),
  );
}

function socketsOf(pid: number): readonly string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((name) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`))?.[1] ?? []);
  } catch {
    return []; // It has ended, or is another user's.
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // Closed between two looks.
  }
}

/** In order, each once. */
export function portsOf(pids: readonly number[]): readonly number[] {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter((path) => existsSync(path));
  const ports = new Map(tables.flatMap((path) => [...listeningIn(readFileSync(path, 'utf8'))]));
  const found = pids.flatMap(socketsOf).flatMap((inode) => ports.get(inode) ?? []);
  return [...new Set(found)].sort((a, b) => a - b);
}
