/** What Redis's topologies have in common: redis-cli as the client, and its answers read as fields. */
import type { LocalServer } from '../provisioner.ts';
import type { Stage } from '../topology.ts';

/** Runs one command. redis-cli ends with 0 also when the server refuses: an answer is looked at by whoever asked. */
export function redisCli(stage: Stage, server: LocalServer, words: readonly string[]): Promise<string> {
  const { host, port, password } = server.endpoint;
  const args = ['-h', host, '-p', String(port), '--no-auth-warning', ...words];
  return stage.run('redis-cli', args, { env: { REDISCLI_AUTH: password } });
}

/** `name:value` lines. */
export function fieldsOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/** What a replica lacks; null when it has copied its master and follows it. */
export async function replicaMissing(stage: Stage, replica: LocalServer): Promise<string | null> {
  const fields = fieldsOf(await redisCli(stage, replica, ['INFO', 'replication']));
  const [role, link] = [fields.get('role'), fields.get('master_link_status')];
  return role === 'slave' && link === 'up' ? null : `${replica.name} is a ${role} whose link to its master is ${link}`;
}
