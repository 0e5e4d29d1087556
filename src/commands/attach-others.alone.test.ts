// Kafka, Neo4j and what stands in MongoDB's place, where they were there before: measured there, and nothing stays.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadStore } from '../catalog.ts';
import type { LocalServer } from '../provision/provisioner.ts';
import { variableOf } from '../provision/urls.ts';
import { smokeRun } from '../testing/cli.ts';
import { type StandingServers, standingServers, urlOf } from '../testing/standing-servers.ts';

const KINDS = ['kafka', 'neo4j', 'mongodb'] as const;
const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const out = mkdtempSync(path.join(tmpdir(), 'mhbench attach test '));
const standing: LocalServer[] = [];
let servers: StandingServers;

beforeAll(async () => {
  servers = await standingServers();
  for (const kind of KINDS) standing.push(await servers.start(kind));
});
afterAll(async () => {
  await servers[Symbol.asyncDispose]();
  rmSync(out, { recursive: true, force: true });
});

/** Whether each of them holds anything. */
const held = () =>
  Promise.all(
    KINDS.map(async (kind, i) => {
      const endpoint = standing[i]?.endpoint;
      const { guest } = await loadStore(kind);
      return endpoint && guest?.inspect({ ...endpoint, attached: true, counts });
    }),
  );

test('they are measured on as they are, nothing stays, and no password is told', async () => {
  const env = Object.fromEntries(standing.map(({ kind, endpoint }) => [variableOf(kind), urlOf(kind, endpoint)]));
  const ids = ['event_partitioning/partition-count', 'graph_traversal/unique-key', 'document_modelling/conversation-index'];
  const content = ids.flatMap((id) => ['--only', id]);
  const { code, record, said } = await smokeRun(out, content, env);
  expect(record).toMatchObject({ failed: [], skipped: [] });
  expect(code).toBe(0);
  expect(record.comparisons).toHaveLength(record.run.planned);
  expect(new Set(record.servers.map(({ name, origin }) => `${name} ${origin}`))).toEqual(
    new Set(KINDS.map((kind) => `${kind}-1 attach`)),
  );
  expect(await held()).toEqual(KINDS.map(() => ({ state: 'empty', found: [] })));
  for (const { endpoint } of standing) if (endpoint.password !== '') expect(said).not.toContain(endpoint.password);
}, 300_000);
