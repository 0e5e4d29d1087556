/** `mhbench doctor`: what this machine has and lacks, before anything is measured. Starts nothing. */
import { join } from 'node:path';
import type { Io } from '../config.ts';
import { messageOf } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { adoption } from '../experiment/visit.ts';
import { type Availability, LIBRARY_KINDS, type Provisioner, SERVER_KINDS } from '../provision/provisioner.ts';
import { chosenServers } from './chosen-servers.ts';
import { type Finding, findingLines, machineFindings, serverFinding } from './doctor-findings.ts';
import { guestAt, HOLDING } from './guests.ts';
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
  const servers = await Promise.all([...SERVER_KINDS, ...LIBRARY_KINDS].map((kind) => serverOf(kind, provisioner, io.signal)));
  const findings = [...machineFindings(machine), ...servers];
  io.stdout.write(json ? `${JSON.stringify({ machine, findings }, null, 2)}\n` : `${findingLines(findings).join('\n')}\n`);
  return findings.some(({ level }) => level === 'missing') ? EXIT.environment : EXIT.done;
}

/** Whether a run may use it: what was there before may hold somebody's data. */
async function lookedInto(found: Availability, provisioner: Provisioner, signal: AbortSignal): Promise<Availability> {
  const kind = HOLDING.find((each) => each === found.kind);
  if (kind === undefined || found.origin === 'local' || found.state !== 'ready') return found;
  const { endpoint } = await provisioner.start({ kind, name: 'doctor', settings: {} }, signal);
  const { guest, address } = await guestAt(kind, endpoint);
  const standing = await guest.inspect(address);
  if (standing.state !== 'foreign') return found;
  const reason = `${found.reason}, and it holds what is not ours: ${standing.found.join('; ')}`;
  return { ...found, state: 'missing', reason, remedy: adoption(kind) };
}

/** A question that fails is a finding like any other: the others must still be shown. */
async function serverOf(kind: Availability['kind'], provisioner: Provisioner, signal: AbortSignal): Promise<Finding> {
  try {
    return serverFinding(await lookedInto(await provisioner.available(kind), provisioner, signal));
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
