import { expect, test } from 'vitest';
import { leftOutGroups, leftOutLines } from './left-out.ts';

const late = (key: string, why: 'plan' | 'time' = 'plan', seconds = 40) => ({
  ...{ key, why, seconds },
  id: key.split('/').slice(0, 2).join('/'),
});
const BRIN = [late('indexing/brin/btree/logsOfDay.p50'), late('indexing/brin/BRIN/logsOfDay.p50', 'plan', 50.2)];
const READ = late('orm/read-by-id/pg/userRead.p50');

test('an optimisation has a line with its comparisons and their time together', () => {
  expect(leftOutLines([...BRIN, READ]).map(plain)).toEqual([
    'indexing/brin: left out to keep within the time (about 1 min 31 s): btree/logsOfDay.p50, BRIN/logsOfDay.p50',
    'orm/read-by-id: left out to keep within the time (about 40 s): pg/userRead.p50',
  ]);
});

test('several that one reason left out are one sentence; one alone keeps its comparisons', () => {
  const slots = late('high_availability/slot-map/slot map/readFromCluster.p50', 'time');
  expect(leftOutGroups([...BRIN, slots, READ]).map(({ says, ids }) => [plain(says), ids])).toEqual([
    [
      '3 comparisons of 2 optimisations: left out to keep within the time (about 2 min 11 s)',
      ['indexing/brin', 'orm/read-by-id'],
    ],
    [
      'high_availability/slot-map: not run, because the time ran out (about 40 s): slot map/readFromCluster.p50',
      ['high_availability/slot-map'],
    ],
  ]);
});

/** With plain spaces in place of those that do not break. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
