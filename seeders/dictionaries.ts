/** The words that rows pick from, made by Faker once per data seed: a reseed per row would cost the loading goal. */
import { faker } from '@faker-js/faker/locale/en';

export interface Dictionaries {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly cities: readonly string[];
  readonly companies: readonly string[];
  readonly userAgents: readonly string[];
  readonly descriptions: readonly string[];
  readonly messages: readonly string[];
}

const many = (count: number, make: () => string): readonly string[] => Array.from({ length: count }, make);
const letters = (name: string): string => name.replaceAll(/[^A-Za-z]/g, '');

/** Faker's one instance is seeded here, used, and left: nothing else in the project draws from it. */
export function dictionaries(seed: number, referenceDate: Date): Dictionaries {
  faker.seed(seed);
  faker.setDefaultRefDate(referenceDate);
  return {
    firstNames: many(500, () => letters(faker.person.firstName())),
    lastNames: many(500, () => letters(faker.person.lastName())),
    cities: many(400, () => faker.location.city()),
    companies: many(1000, () => faker.company.name()),
    userAgents: many(200, () => faker.internet.userAgent()),
    descriptions: many(1000, () => `${faker.commerce.productName()} from ${faker.company.buzzNoun()}`),
    messages: many(1000, () => faker.hacker.phrase()),
  };
}
