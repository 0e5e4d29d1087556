/** How kept servers are named to a shell. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { KeptServer } from './kept.ts';
import { envLines } from './kept-env.ts';

const endpoint = { host: '127.0.0.1', port: 1, user: 'bench', password: 'p@ss', database: 'bench' };
const facts = { version: '1', source: 'test', reason: '', pid: 1, startTime: '1', probe: 'postgres' as const, endpoint };
const open = { ...endpoint, user: '', password: '' };
const SERVERS: readonly KeptServer[] = [
  { ...facts, name: 'postgres', kind: 'postgres', topology: null },
  { ...facts, name: 'pgbouncer', kind: 'pgbouncer', topology: null },
  { ...facts, name: 'kafka', kind: 'kafka', topology: null, endpoint: { ...open, database: '' } },
  { ...facts, name: 'mongodb', kind: 'mongodb', topology: null, endpoint: open },
  { ...facts, name: 'neo4j', kind: 'neo4j', topology: null },
  { ...facts, name: 'redis-sentinel.replica-1', kind: 'redis', topology: 'redis-sentinel' },
];

test('a shell reads each URL as it is meant', () => {
  const script = `set -a; ${envLines(SERVERS).join('\n')}\nset +a; env`;
  const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: {} }).split('\n');
  expect(read.filter((line) => line.startsWith('MHBENCH_')).sort()).toEqual([
    'MHBENCH_KAFKA_URL=kafka://127.0.0.1:1',
    'MHBENCH_MONGODB_URL=mongodb://127.0.0.1:1/bench',
    'MHBENCH_NEO4J_URL=bolt://bench:p%40ss@127.0.0.1:1/bench',
    'MHBENCH_POSTGRES_POOLED_URL=postgres://bench:p%40ss@127.0.0.1:1/bench',
    'MHBENCH_POSTGRES_URL=postgres://bench:p%40ss@127.0.0.1:1/bench',
    'MHBENCH_REDIS_SENTINEL_REPLICA_1_URL=redis://bench:p%40ss@127.0.0.1:1/bench',
  ]);
});

test('no variable bears the name of a pooler, which a run would refuse', () =>
  expect(envLines(SERVERS).join('\n')).not.toContain('MHBENCH_PGBOUNCER_URL'));
