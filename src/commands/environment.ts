/** The machine and the versions under which a run was made: names and figures that a reader needs to repeat it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { execa } from 'execa';
import type { RunRecord } from '../experiment/record.ts';
import { type TrustRecord, trustRecord } from '../experiment/trust-record.ts';
import type { Machine } from './machine.ts';

/** Packages whose version can change a measurement or the data. */
const PACKAGES = ['pg', 'pg-copy-streams', 'ioredis', 'mongodb', '@faker-js/faker', 'hdr-histogram-js', 'tsx'];

export async function environmentOf(machine: Machine): Promise<RunRecord['environment']> {
  return {
    cpu: machine.cpu,
    cores: machine.cores,
    memoryBytes: machine.memoryBytes,
    os: await osName(),
    kernel: release(),
    node: machine.node,
    packages: Object.fromEntries(await Promise.all(PACKAGES.map(async (name) => [name, await versionOf(name)]))),
    foreignLoad:
      machine.cpuPressurePercent === null ? null : `${machine.cpuPressurePercent} % of the last 10 s waited for a processor`,
  };
}

async function osName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? process.platform;
}

/** Read from the installed package itself: what is installed counts, not what was asked for. */
export async function versionOf(name: string): Promise<string> {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const text = await readFile(`${folder}/${name}/package.json`, 'utf8').catch(() => null);
    if (text !== null) return (JSON.parse(text) as { version: string }).version;
  }
  return 'unknown';
}

/** The commit that is measured, with a mark when the work tree differs from it; null outside a repository. */
export async function commitOf(cwd: string): Promise<string | null> {
  const head = await execa('git', ['rev-parse', '--short', 'HEAD'], { cwd, reject: false });
  if (head.exitCode !== 0) return null;
  const status = await execa('git', ['status', '--porcelain'], { cwd, reject: false });
  return status.stdout === '' ? head.stdout : `${head.stdout} with changes`;
}

/** Of this program. */
export async function toolVersion(): Promise<string> {
  const module: { default: { version: string } } = await import('../../package.json', { with: { type: 'json' } });
  return module.default.version;
}

/** What the last long self-test said; null where it is not there, such as before the first one. */
export async function trustOfTool(): Promise<TrustRecord | null> {
  const file = new URL('../../docs/trust.json', import.meta.url);
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : trustRecord.nullable().parse(JSON.parse(text));
}
