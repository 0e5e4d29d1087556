/** What we make on a server is called so, whichever store it is: then it is found again, also after a run that died, and nothing else is touched. */

/** Ours begin with it; in Neo4j, whose labels say first what they are, they end with it. */
export const OURS = 'mhbench';
export const LANE_PREFIX = `${OURS}_lane_`;
export const TEMPLATE_PREFIX = `${OURS}_template_`;
/** Where `mhbench seed` puts the data set, and where it stays: a schema, a database. No run drops it. */
export const DATA = `${OURS}_data`;
/** A schema, a database. */
export const MARKER = `${OURS}_marker`;
/** What a marker says. */
export const MARKER_TEXT = JSON.stringify({ tool: 'milkyhoop-bench', meaning: 'this server may be used for measuring' });
