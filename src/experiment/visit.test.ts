import { expect, test } from 'vitest';
import { messageOf, ServerError } from '../errors.ts';
import type { Address, Standing, Store } from '../stores/store.ts';
import { isRefusal, visit } from './visit.ts';

const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const address: Address = { host: 'h', port: 5432, user: 'app', password: 'S3cret', database: 'shop', attached: true, counts };
const never = (): Promise<never> => Promise.reject(new Error('nobody asks'));

/** Notes what is done to the server, in order; what is named in `refused` fails. */
function storeWith(standing: Standing, refused: readonly string[] = []) {
  const done: string[] = [];
  const does = (what: string) => async (): Promise<void> => {
    if (refused.includes(what)) throw new ServerError(`app may not ${what}`);
    done.push(what);
  };
  const store: Store<'postgres'> = {
    ...{ name: 'postgres', servers: ['postgres'], connect: never, ping: never, facts: never, data: never, createLane: never },
    reset: does('reset'),
    guest: { inspect: async () => standing, mark: does('mark'), unmark: does('unmark') },
  };
  return { store, done };
}

async function stay({ store, done }: ReturnType<typeof storeWith>) {
  const entered = await visit(store, address);
  if (isRefusal(entered)) return { refusal: entered, done };
  done.push('measured');
  return { left: await entered.leave().catch(messageOf), done };
}

test('an empty server is marked before anything is made, and is empty again at the end', async () => {
  expect(await stay(storeWith({ state: 'empty', found: [] }))).toEqual({
    left: undefined,
    done: ['mark', 'measured', 'reset', 'unmark'],
  });
});

test('on one of ours the leftovers of dead runs go first, and the mark stays', async () => {
  expect(await stay(storeWith({ state: 'ours', found: [] }))).toEqual({ left: undefined, done: ['reset', 'measured', 'reset'] });
});

test('on any other nothing is done, and what was found is told with the remedy', async () => {
  expect(
    await stay(storeWith({ state: 'foreign', found: ['database shop: 1 table, about 3 rows', 'public.orders: about 3 rows'] })),
  ).toEqual({
    refusal: {
      reason:
        'the postgres on h:5432 is not used: it holds what is not ours: database shop: 1 table, about 3 rows; public.orders: about 3 rows',
      remedy: 'npm run mhbench -- db adopt postgres',
    },
    done: [],
  });
});

test('one that lets nobody mark it is not used', async () => {
  const { refusal, done } = await stay(storeWith({ state: 'empty', found: [] }, ['mark']));
  expect(refusal?.reason).toBe('the postgres on h:5432 is not used: app may not mark');
  expect(done).toEqual([]);
});

test('what could not be dropped is told, and the mark stays, so that the next run drops it', async () => {
  const { left, done } = await stay(storeWith({ state: 'empty', found: [] }, ['reset']));
  expect(left).toBe('what the run made on the postgres on h:5432 could not be dropped: app may not reset');
  expect(done).toEqual(['mark', 'measured']);
});
