/** The servers that a command uses: those named by URL, the containers that are up, private processes. Put together here, because only commands know all parts. */
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { chosenProvisioner } from '../provision/choose.ts';
import { composeOf } from '../provision/compose.ts';
import type { Provisioner } from '../provision/provisioner.ts';
import { givenServers } from '../provision/urls.ts';
import { probes } from './probes.ts';

export function chosenServers({ env, signal }: Pick<Io, 'env' | 'signal'>, local: Provisioner): Provisioner {
  const { servers, problems } = givenServers(env);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  const forced = (env['MHBENCH_SOURCE'] ?? '') !== '';
  return chosenProvisioner({ given: servers, compose: composeOf(env, signal), local, probes, forced });
}
