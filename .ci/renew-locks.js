#!/usr/bin/env node
// Renews a list of checksums of what local servers are made of, by the registries' own clients (Maven, pip), and writes it into the project.
//   node .ci/renew-locks.js kafka 4.3.1 | neo4j 5.26.30 | secantusdb 0.7.0b3
// Kafka and Neo4j need mvn and a JDK, SecantusDB needs pip. Afterwards change the version in src/provision/servers/ or secantus.ts.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCKS = fileURLToPath(new URL('../src/provision/locks/', import.meta.url));

const dependency = (group, artifact, version, more = '') =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${more}</dependency>`;
const WITHOUT_ITS_OWN = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';
const DEPENDENCIES = {
  kafka: (version) => [
    dependency('org.apache.kafka', 'kafka_2.13', version),
    dependency('org.slf4j', 'slf4j-simple', '1.7.36'),
    dependency('org.apache.kafka', 'kafka-tools', version, WITHOUT_ITS_OWN),
  ],
  neo4j: (version) => [dependency('org.neo4j', 'neo4j', version)],
};

function jarsOf(name, version, folder) {
  const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
    <groupId>lock</groupId><artifactId>lock</artifactId><version>1</version><dependencies>${DEPENDENCIES[name](version).join('')}</dependencies></project>`;
  writeFileSync(join(folder, 'pom.xml'), pom);
  const options = ['-DincludeScope=runtime', '-Dmdep.useRepositoryLayout=true', '-DoutputDirectory=jars'];
  execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', ...options], { cwd: folder, stdio: 'inherit' });
  const jars = join(folder, 'jars');
  const files = readdirSync(jars, { recursive: true, withFileTypes: true }).filter((file) => file.name.endsWith('.jar'));
  const entries = files.map((file) => {
    const path = join(file.parentPath, file.name);
    const content = readFileSync(path);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path: relative(jars, path).split(sep).join('/'), size: content.length, sha256 };
  });
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  writeFileSync(
    join(LOCKS, `${name}-${version}.jars.json`),
    `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`,
  );
  return entries.length;
}

const PYTHONS = ['3.11', '3.12', '3.13'];
const tags = (prefix, versions, machine) => versions.map((version) => `${prefix}${version}_${machine}`);
// Best first, as pip itself would choose; an older macOS takes other wheels than a newer one.
const GLIBC = ['_2_28', '_2_27', '_2_24', '_2_17', '2014'];
const MACHINES = [
  tags('manylinux', GLIBC, 'x86_64'),
  tags('manylinux', GLIBC, 'aarch64'),
  tags('macosx_', ['14_0', '13_0', '12_0', '11_0'], 'arm64'),
  tags('macosx_', ['11_0'], 'arm64'),
];

function wheelsOf(version, folder) {
  const hashes = new Map();
  for (const python of PYTHONS) {
    for (const machine of MACHINES) {
      const where = ['--python-version', python, ...machine.flatMap((tag) => ['--platform', tag])];
      const how = ['-q', '--dry-run', '--only-binary=:all:', '--target', folder, '--report', '-'];
      const report = execFileSync('python3', ['-m', 'pip', 'install', ...how, ...where, `secantusdb==${version}`], {
        encoding: 'utf8',
      });
      for (const { metadata, download_info } of JSON.parse(report).install) {
        const name = `${metadata.name.toLowerCase()}==${metadata.version}`;
        hashes.set(name, new Set([...(hashes.get(name) ?? []), download_info.archive_info.hashes.sha256]));
      }
    }
  }
  const lines = [...hashes]
    .sort()
    .map(([name, sums]) => [name, ...[...sums].sort().map((sum) => `    --hash=sha256:${sum}`)].join(' \\\n'));
  const head = '# Wheels for Python 3.11 to 3.13 on Linux (x86-64, arm64) and macOS (arm64).';
  writeFileSync(join(LOCKS, `secantusdb-${version}.txt`), `${[head, ...lines].join('\n')}\n`);
  return hashes.size;
}

const [name = '', version = ''] = process.argv.slice(2);
if (!['kafka', 'neo4j', 'secantusdb'].includes(name) || version === '') {
  process.stderr.write('usage: node .ci/renew-locks.js kafka|neo4j|secantusdb VERSION\n');
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mhbench-locks-'));
  try {
    const found = name === 'secantusdb' ? wheelsOf(version, folder) : jarsOf(name, version, folder);
    process.stdout.write(`${name} ${version}: ${found} entries\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
