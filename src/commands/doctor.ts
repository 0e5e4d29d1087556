/** `mhbench doctor`: what this machine has and lacks, before anything is measured. Starts nothing. */
import { join } from 'node:path';
import type { Io } from '../config.ts';
import { messageOf } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { adoption } from '../experiment/visit.ts';
import { type Availability, LIBRARY_KINDS, type Provisioner, SERVER_KINDS, TOPOLOGY_NAMES } from '../provision/provisioner.ts';
import { chosenServers } from './chosen-servers.ts';
import { diskUseOf } from './disk-use.ts';
import { diskUseFinding, findingLines, imagesFinding, machineFindings, serverFinding } from './doctor-findings.ts';
import type { Finding } from './finding.ts';
import { guestAt, HOLDING } from './guests.ts';
import { openRenderer } from './image-renderer.ts';
import { openLocalProvisioner } from './local-servers.ts';
import { readMachine } from './machine.ts';
import { readRoom } from './room.ts';
import { LEAST, roomFindings } from './room-findings.ts';

export interface DoctorOptions {
  readonly json: boolean;
}

export async function doctor({ json }: DoctorOptions, io: Io): Promise<number> {
  await using local = await openLocalProvisioner(io);
  return await examine({ json, provisioner: chosenServers(io, local), home: local.home }, io);
}

interface Examined extends DoctorOptions {
  readonly provisioner: Provisioner;
  /** Holds packages and the servers' data. */
  readonly home: string;
}

/** The same with a provisioner that is given. */
export async function examine({ json, provisioner, home }: Examined, io: Io): Promise<number> {
  const [machine, room] = await Promise.all([readMachine(io.env), readRoom(join(home, 'data'), LEAST.ports)]);
  const use = await diskUseOf([join(io.cwd, '.bench'), home]);
  const kinds = [...SERVER_KINDS, ...LIBRARY_KINDS, ...TOPOLOGY_NAMES];
  const servers = await Promise.all(kinds.map((kind) => serverOf(kind, provisioner, io.signal)));
  const findings = [
    ...machineFindings(machine),
    ...roomFindings(LEAST, room, machine),
    diskUseFinding(use),
    imagesFinding(openRenderer()),
    ...servers,
  ];
  io.stdout.write(
    json ? `${JSON.stringify({ machine, room, use, findings }, null, 2)}\n` : `${findingLines(findings).join('\n')}\n`,
  );
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
