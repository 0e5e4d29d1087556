/** What can be kept: servers by their kinds, and topologies. */
import { UserError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { SERVER_KINDS, TOPOLOGY_NAMES, type TopologyName } from '../provision/provisioner.ts';

export const PART_NAMES = [...SERVER_KINDS, ...TOPOLOGY_NAMES] as const;
export type PartName = (typeof PART_NAMES)[number];

export const isTopology = (name: PartName): name is TopologyName => TOPOLOGY_NAMES.some((each) => each === name);

/** A part, after whom it needs: PgBouncer stands before a PostgreSQL. */
export const behind = (name: PartName): readonly PartName[] => (name === 'pgbouncer' ? ['postgres', name] : [name]);

/** The parts that are meant; none named means all. */
export function partsNamed(words: readonly string[]): readonly PartName[] {
  const unknown = words.find((word) => !PART_NAMES.some((name) => name === word));
  if (unknown !== undefined)
    throw new UserError(
      `no server and no topology is called ${unknown}.${didYouMean(unknown, PART_NAMES)}`,
      `there are: ${PART_NAMES.join(', ')}`,
    );
  return words.length === 0 ? PART_NAMES : PART_NAMES.filter((name) => words.includes(name));
}
