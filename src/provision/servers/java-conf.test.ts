/** Configuration of Kafka, Neo4j and MongoDB as it is written. */
import { expect, test } from 'vitest';
import { UserError } from '../../errors.ts';
import { heapOption, propertyLine } from './java.ts';
import { clusterId, kafkaProperties } from './kafka.ts';
import { mongodConf, secantusCache } from './mongodb.ts';
import { neo4jConf } from './neo4j.ts';

test('Kafka listens on loopback alone, whatever a variant asks', () => {
  const node = { id: 1, cluster: 'x', controllerPort: 9093, voters: '1@127.0.0.1:9093' };
  const text = kafkaProperties(
    node,
    { port: 9092, data: '/my project/data' },
    { 'num.io.threads': 8, listeners: 'PLAINTEXT://0.0.0.0:1' },
  );
  expect(text).toContain('\nlisteners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093\n');
  expect(text).toContain('\ncontroller.quorum.voters=1@127.0.0.1:9093\n');
  expect(text).toContain('\nnum.io.threads=8\n');
  expect(text).toContain('\nlog.dirs=/my project/data\n');
  expect(text.match(/^listeners=/gm)).toHaveLength(1);
});

test('a value in a properties file is read back as it was', () => {
  expect(propertyLine('log.dirs', 'C:\\data\\größe')).toBe('log.dirs=C:\\\\data\\\\gr\\u00f6\\u00dfe');
  expect(propertyLine('x', ' 😀')).toBe('x=\\ \\ud83d\\ude00');
});

test('an id of a cluster never looks like an option', () => {
  const dashed = Buffer.from([0xf8, ...Array.from({ length: 15 }, () => 0)]);
  expect(dashed.toString('base64url')).toMatch(/^-/);
  expect(clusterId(() => dashed)).toBe(`A${dashed.toString('base64url').slice(1)}`);
  expect(clusterId(() => Buffer.alloc(16, 0xfb))).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
});

test("a size of Java's memory is a number and a letter", () => {
  expect(heapOption('-Xmx', '512m')).toBe('-Xmx512m');
  expect(() => heapOption('-Xmx', '512m -version')).toThrow(UserError);
});

test('Neo4j listens on loopback alone and asks for a password', () => {
  const text = neo4jConf(
    { port: 7687, home: '/my project/x', jars: '/my project/jars' },
    { 'server.memory.pagecache.size': '1g' },
  );
  expect(text).toContain('\nserver.bolt.listen_address=127.0.0.1:7687\n');
  expect(text).toContain('\nserver.http.enabled=false\n');
  expect(text).toContain('\ndbms.security.auth_enabled=true\n');
  expect(text).toContain('\nserver.directories.data=/my project/x/data\n');
  expect(text).toContain('server.memory.pagecache.size=1g\n');
  expect(text).not.toContain('256m');
});

test('mongod listens on loopback alone, with the cache that was asked', () => {
  const text = mongodConf(27017, '/my project/data', { 'setParameter.ttlMonitorSleepSecs': 1 });
  expect(text).toContain('net.bindIp: "127.0.0.1"\nnet.port: 27017\n');
  expect(text).toContain('storage.dbPath: "/my project/data"\n');
  expect(text).toContain('storage.wiredTiger.engineConfig.cacheSizeGB: 1\n');
  expect(text).toContain('setParameter.ttlMonitorSleepSecs: 1\n');
});

test('SecantusDB takes the size of the cache and refuses what it would ignore', () => {
  const cache = 'storage.wiredTiger.engineConfig.cacheSizeGB';
  expect(secantusCache({})).toEqual({ sizeMb: 1024, given: '1' });
  expect(secantusCache({ [cache]: 0.25 })).toEqual({ sizeMb: 256, given: '0.25' });
  expect(() => secantusCache({ 'storage.journal.commitIntervalMs': 5 })).toThrow(/SecantusDB has no setting storage.journal/);
  expect(() => secantusCache({ [cache]: 'much' })).toThrow(/no number of gigabytes/);
});
