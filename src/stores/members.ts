/** Servers that work together, as a lane stands on them. */
import { ServerError } from '../errors.ts';
import type { Address } from './store.ts';

type Members = Readonly<Record<string, Address>>;

/** The member on which the lane stands. */
export function memberOf(topology: string, members: Members, name: string): Address {
  const member = members[name];
  if (member !== undefined) return member;
  throw new ServerError(`${topology} has no ${name}, but ${Object.keys(members).join(', ')}`);
}

/** Where each member answers: what `via` of the lane's address holds. */
export const waysTo = (members: Members): NonNullable<Address['via']> =>
  Object.fromEntries(Object.entries(members).map(([name, { host, port }]) => [name, { host, port }]));
