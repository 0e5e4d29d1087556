/** The servers that a command uses: those named by URL, the containers that are up, private processes. Put together here, because only commands know all parts. */
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { chosenProvisioner } from '../provision/choose.ts';
import { composeOf } from '../provision/compose.ts';
import { type Kept, keptTarget } from '../provision/kept.ts';
import type { Provisioner, ServerKind } from '../provision/provisioner.ts';
import { givenServers } from '../provision/urls.ts';
import { probes } from './probes.ts';

/** With `kept`: what `mhbench db up` keeps serves before any container does. */
export function chosenServers(
  { env, signal }: Pick<Io, 'env' | 'signal'>,
  local: Provisioner,
  kept: Kept | null = null,
): Provisioner {
  const { servers, problems } = givenServers(env);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  const forced = (env['MHBENCH_SOURCE'] ?? '') !== '';
  const containers = composeOf(env, signal);
  const compose = { find: async (kind: ServerKind) => keptTarget(kept, kind) ?? (await containers.find(kind)) };
  return chosenProvisioner({ given: servers, compose, local, probes, forced });
}
