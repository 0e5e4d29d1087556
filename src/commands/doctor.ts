/** `mhbench doctor`: what this machine has and lacks, before anything is measured. Starts nothing. */
import { join } from 'node:path';
import type { Io } from '../config.ts';
import { messageOf } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type Availability, LIBRARY_KINDS, type Provisioner, SERVER_KINDS } from '../provision/provisioner.ts';
import { chosenServers } from './chosen-servers.ts';
import { type Finding, findingLines, machineFindings, serverFinding } from './doctor-findings.ts';
import { openLocalProvisioner } from './local-servers.ts';
import { readMachine } from './machine.ts';

export interface DoctorOptions {
  readonly json: boolean;
}

export async function doctor({ json }: DoctorOptions, io: Io): Promise<number> {
  await using local = await openLocalProvisioner(io);
  return await examine({ json, provisioner: chosenServers(io, local) }, io);
}

/** The same with a provisioner that is given. */
export async function examine(
  { json, provisioner }: DoctorOptions & { readonly provisioner: Provisioner },
  io: Io,
): Promise<number> {
  const machine = await readMachine(join(io.cwd, '.bench'), io.env);
  const servers = await Promise.all([...SERVER_KINDS, ...LIBRARY_KINDS].map((kind) => serverOf(kind, provisioner)));
  const findings = [...machineFindings(machine), ...servers];
  io.stdout.write(json ? `${JSON.stringify({ machine, findings }, null, 2)}\n` : `${findingLines(findings).join('\n')}\n`);
  return findings.some(({ level }) => level === 'missing') ? EXIT.environment : EXIT.done;
}

/** A question that fails is a finding like any other: the others must still be shown. */
async function serverOf(kind: Availability['kind'], provisioner: Provisioner): Promise<Finding> {
  try {
    return serverFinding(await provisioner.available(kind));
  } catch (error) {
    return serverFinding({
      kind,
      state: 'missing',
      version: null,
      origin: 'local',
      source: provisioner.name,
      reason: messageOf(error),
      remedy: null,
    });
  }
}
