/** A server that could not be used, in words for a person: which server, as whom, why, and what to do. Never with the password. */
import { messageOf, ServerError } from '../errors.ts';
import type { Address } from './store.ts';

/** How each server says that it does not know this user with this password. */
const WRONG_PASSWORD =
  /password authentication failed|client password must be a string|SASL authentication failed|no such user|WRONGPASS|NOAUTH|unauthorized due to authentication|authentication ?fail/i;

/** `why` where the driver's own words are not to be told. The cause keeps the driver's words alone: its errors carry the command with its password. */
export function refusal(
  what: string,
  { host, port, user }: Pick<Address, 'host' | 'port' | 'user'>,
  error: unknown,
  why: string = messageOf(error),
): ServerError {
  const isPassword = WRONG_PASSWORD.test(messageOf(error));
  const hint = `check the user and the password of the address by which ${user === '' ? 'it' : user} is to reach it`;
  return new ServerError(`${what} on ${host}:${port}: ${why}`, {
    cause: new Error(messageOf(error)),
    ...(isPassword ? { hint } : {}),
  });
}
