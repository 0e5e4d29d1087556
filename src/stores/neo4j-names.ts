/** How a lane stands apart in Neo4j's only database: labels, indexes and constraints end in its name. Pure. */

import { OURS } from './names.ts';

/** Without an underscore, so that the end of one lane's names is never the end of another's. */
export const LANE_NAME = /^[a-z0-9]{1,40}$/;

/** What a label, an index or a constraint of any lane ends in. */
export const OUR_ENDING = new RegExp(`_(${OURS}_[a-z0-9]{1,40})$`);
export const MARKER_LABEL = 'MhbenchMarker';

/** `User` of lane `mhbench_l1` is `User_mhbench_l1`; without a lane it stays as it is. */
export const named = (lane: string | undefined, name: string): string => (lane === undefined ? name : `${name}_${lane}`);

/** The text without the lane's ending, as a reader would type it and as every lane says it. */
export const bare = (lane: string | undefined, text: string): string =>
  lane === undefined ? text : text.replaceAll(new RegExp(`_${lane}(?![A-Za-z0-9_])`, 'g'), '');

/** A name between backticks. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
