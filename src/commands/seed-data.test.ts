/** When the data set is loaded, when it is used again, and in which order things are done, so that half a load is never taken for a whole one. */
import { expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { ServerError } from '../errors.ts';
import type { Wanted } from '../stores/manifest.ts';
import { memoryPlace } from '../testing/memory-place.ts';
import { standing } from './seed-data.ts';

const counts = countsAt(0.01);
const wanted: Wanted = { seed: 42, version: { faker: '10', sources: 'abc' }, counts };
const placeFor = () => memoryPlace({ host: '', port: 0, user: '', password: '', database: '', counts });

test('a place that is empty is loaded, and the manifest is written last', async () => {
  const place = placeFor();
  expect(await standing(place, wanted, place.load)).toEqual({
    tables: [{ table: 'users', rows: 2_000, digest: 'd', bytes: 9 }],
    because: null,
    seconds: 2,
  });
  expect(place.done).toEqual(['clear', 'load', 'manifest']);
});

test('what stands there is used again, with the digests that were read back when it was loaded', async () => {
  const place = placeFor();
  const { tables } = await standing(place, wanted, place.load);
  expect(await standing(place, wanted, place.load)).toEqual({ tables, because: null, seconds: null });
  expect(place.done).toEqual(['clear', 'load', 'manifest']);
});

test('another seed, and what somebody changed, is loaded anew and says why', async () => {
  const place = placeFor();
  await standing(place, wanted, place.load);
  expect(await standing(place, { ...wanted, seed: 43 }, place.load)).toMatchObject({
    because: 'it is of seed 42, not 43',
    seconds: 2,
  });
  place.lines.push('index of somebody');
  expect(await standing(place, { ...wanted, seed: 43 }, place.load)).toMatchObject({
    because: 'somebody changed it: now index of somebody',
    seconds: 2,
  });
  expect(place.done.filter((each) => each === 'load')).toHaveLength(3);
});

test('a load that broke off leaves no manifest, so that the next one begins anew', async () => {
  const place = placeFor();
  const broken = standing(place, wanted, () => Promise.reject(new ServerError('gone')));
  await expect(broken).rejects.toThrow('gone');
  expect(place.done).toEqual(['clear']);
  expect(await standing(place, wanted, place.load)).toMatchObject({ because: null, seconds: 2 });
});
