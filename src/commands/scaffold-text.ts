/** What a new optimisation begins with: a small one of its store that runs as it stands. Pure. */
import type { StoreName } from '../define.ts';

interface Start {
  /** File of `benches/`, and what it exports: the gain, then the price. */
  readonly imports: readonly (readonly [file: string, names: string])[];
  readonly copies: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly gain: string;
  readonly price: string;
  readonly metric: string;
}

/** One begins with a store that has the data. */
type DataStore = Exclude<StoreName, 'http'>;

const STARTS: Readonly<Record<DataStore, Start>> = {
  postgres: {
    imports: [
      ['postgres/latest-of-account', 'latestOfAccount'],
      ['postgres/record-transactions', 'recordTransactions'],
      ['postgres/transactions-index-bytes', 'transactionsIndexBytes'],
    ],
    copies: "'transactions'",
    baseline: "{ name: 'as it is' }",
    candidate: `{
      name: 'with an index',
      apply: ['CREATE INDEX mine ON transactions (account_id)', 'ANALYZE transactions'],
      undo: ['DROP INDEX mine'],
    }`,
    gain: 'latestOfAccount',
    price: 'recordTransactions, indexBytes: transactionsIndexBytes',
    metric: 'latestOfAccount.p50',
  },
  redis: {
    imports: [['redis/sessions', 'openSession, readSession']],
    copies: "'users', 'sessions'",
    baseline: "{ name: 'as it is' }",
    candidate: "{ name: 'hz 100', servers: { redis: { hz: 100 } } }",
    gain: 'readSession',
    price: 'openSession',
    metric: 'readSession.p50',
  },
  mongodb: {
    imports: [['mongodb/conversations', 'appendMessage, readConversation']],
    copies: "'sessions'",
    baseline: "{ name: 'as it is' }",
    candidate: `{
      name: 'with an index',
      apply: [{ createIndexes: 'messages', indexes: [{ key: { conversation: 1 }, name: 'mine' }] }],
      undo: [{ dropIndexes: 'messages', index: 'mine' }],
    }`,
    gain: 'readConversation',
    price: 'appendMessage',
    metric: 'readConversation.p50',
  },
  kafka: {
    imports: [['kafka/produce-by-request', 'produceHundred, produceOne']],
    copies: '',
    baseline: "{ name: 'one partition', apply: (lane) => lane.createTopic('orders', { partitions: 1 }) }",
    candidate: "{ name: 'six partitions', apply: (lane) => lane.createTopic('orders', { partitions: 6 }) }",
    gain: 'produceHundred',
    price: 'produceOne',
    metric: 'produceHundred.mean',
  },
  neo4j: {
    imports: [['neo4j/users', 'createUser, userById']],
    copies: "'users'",
    baseline: "{ name: 'as it is' }",
    candidate: `{
      name: 'with an index',
      apply: (lane) => [{ cypher: \`CREATE INDEX \${lane.label('mine')} FOR (u:\${lane.label('User')}) ON (u.id)\` }],
      undo: (lane) => [{ cypher: \`DROP INDEX \${lane.label('mine')}\` }],
    }`,
    gain: 'userById',
    price: 'createUser',
    metric: 'userById.p50',
  },
  faiss: {
    imports: [
      ['faiss/index-cost', 'buildOnce, indexBytes'],
      ['faiss/nearest-messages', 'nearestMessages'],
    ],
    copies: '',
    baseline: "{ name: 'Flat', apply: (lane) => lane.build('Flat') }",
    candidate: "{ name: 'HNSW16', apply: (lane) => lane.build('HNSW16') }",
    gain: 'nearestMessages',
    price: 'indexBytes, buildOnce',
    metric: 'nearestMessages.p50',
  },
};

/** Parted, because a file that is scanned for default exports would seem to have one. */
const DEFAULT = ['export', 'default'].join(' ');

export const SCAFFOLD_STORES = Object.keys(STARTS) as readonly DataStore[];

/** The whole file. */
export function scaffoldText(store: DataStore): string {
  const { imports, copies, baseline, candidate, gain, price, metric } = STARTS[store];
  return `${imports.map(([file, names]) => `import { ${names} } from '../../benches/${file}.ts';\n`).join('')}import { defineOptimization } from '../../src/define.ts';

/** What a reader must know to do this by hand, and what makes it look better or worse than it is. */
${DEFAULT} defineOptimization({
  question: 'What does it give, in words of the application?',
  store: '${store}',
  // The tables that a variant changes: each gets a copy of its own.
  copies: [${copies}],
  baseline: ${baseline},
  candidates: [
    ${candidate},
  ],
  gain: { ${gain} },
  // No gain without its price.
  price: { ${price} },
  // A promise that every night checks: how many times better, at the least.
  claims: [{ metric: '${metric}', timesBetter: { atLeast: 1 } }],
  adopt: 'when …',
  avoid: 'when …',
});
`;
}
