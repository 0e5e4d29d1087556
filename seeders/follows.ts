/** Who follows whom, and who cares for which business: pure functions of (data set, user). A few are followed by very many, and most by people near them. */
import { type Draw, draw, hash, streamOf } from '../src/random.ts';
import type { Dataset } from './domain.ts';

const FOLLOWS = streamOf('follows');
const COMMUNITIES = streamOf('communities');
const INTERESTS = streamOf('interests');

/** How many users a community has, about. */
const COMMUNITY = 200;
const IN_COMMUNITY = 0.7;
/** Pareto's law, cut: five on average, most follow two or three, a few follow two hundred. */
const LEAST_FOLLOWED = 2.4;
const PARETO_SHAPE = 1.7;
const MOST_FOLLOWED = 200;
const MOST_INTERESTS = 3;
/** Larger than any number of users, so that it shares no factor with one: its multiples visit every user once. */
const STRIDE = 2_147_483_629;

/** The ids that this user follows, ascending: nobody twice and never the user. */
export function followsOf({ seed, counts }: Dataset, user: number): readonly number[] {
  const d = draw(seed, FOLLOWS, user);
  const wanted = Math.min(degree(d), counts.users - 1);
  const followed = new Set<number>();
  // A popular user is drawn again and again, so the draws are bounded and not the users.
  for (let draws = 0; followed.size < wanted && draws < 4 * wanted; draws += 1) {
    const other = d.next() < IN_COMMUNITY ? neighbour(seed, counts.users, user, d) : celebrity(seed, counts.users, d);
    if (other !== user) followed.add(other);
  }
  return ascending(followed);
}

/** The ids of one to three businesses that this user cares for, ascending; a business is drawn as often as transactions name it. */
export function interestsOf(data: Dataset, user: number): readonly number[] {
  const d = draw(data.seed, INTERESTS, user);
  const wanted = d.between(1, MOST_INTERESTS);
  return ascending(new Set(Array.from({ length: wanted }, () => data.popularBusiness(d))));
}

const ascending = (ids: ReadonlySet<number>): number[] => [...ids].sort((a, b) => a - b);

const degree = (d: Draw): number => Math.min(MOST_FOLLOWED, Math.floor(LEAST_FOLLOWED * (1 - d.next()) ** (-1 / PARETO_SHAPE)));

/** Zipf with s near 1 over ranks 0 to `size` − 1. */
const popularRank = (size: number, d: Draw): number => Math.min(size, Math.floor((size + 1) ** d.next())) - 1;

/** Somebody of the user's community: ids that are equal modulo the number of communities. Each has its own order of popularity. */
function neighbour(seed: number, users: number, user: number, d: Draw): number {
  const { community, size, member } = communityOf(users, user);
  return member((popularRank(size, d) + hash(seed, COMMUNITIES, community, 0)) % size);
}

/** The user's community: its number, how many belong to it, and the id of each of them, counted from 0. */
export function communityOf(users: number, user: number) {
  const communities = Math.max(1, Math.round(users / COMMUNITY));
  const community = (user - 1) % communities;
  const size = Math.ceil((users - community) / communities);
  return { community, size, member: (place: number): number => community + place * communities + 1 };
}

/** Anybody, the same few most often. */
function celebrity(seed: number, users: number, d: Draw): number {
  return ((popularRank(users, d) * STRIDE + hash(seed, COMMUNITIES, users, 1)) % users) + 1;
}
