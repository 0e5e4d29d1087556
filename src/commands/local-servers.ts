/** The provisioner of this machine for a command that only asks what could be had and starts nothing. */
import { join } from 'node:path';
import type { Io } from '../config.ts';
import type { Probes } from '../provision/launch.ts';
import { type LocalProvisioner, localProvisioner } from '../provision/local.ts';

const unasked = (): Promise<never> => Promise.reject(new Error('this command starts no server'));

const unasking: Probes = {
  ...{ postgres: unasked, pgbouncer: unasked, redis: unasked, kafka: unasked, neo4j: unasked, mongodb: unasked },
  ...{ sentinel: unasked, 'kafka-cluster': unasked },
};

export const openLocalProvisioner = (io: Pick<Io, 'cwd' | 'signal' | 'stderr'>): Promise<LocalProvisioner> =>
  localProvisioner({
    benchDir: join(io.cwd, '.bench'),
    runId: 'doctor',
    logDir: join(io.cwd, '.bench'),
    probes: unasking,
    signal: io.signal,
    note: (line) => io.stderr.write(`${line}\n`),
  });
