/** Every kind of server: how it is had and how it is run. A new kind is a file in servers/ and a line here. */
import type { ServerKind } from './provisioner.ts';
import { kafkaRecipe, kafkaSupply } from './servers/kafka.ts';
import { mongodbRecipe, mongodbSupply } from './servers/mongodb.ts';
import { neo4jRecipe, neo4jSupply } from './servers/neo4j.ts';
import { pgbouncerRecipe, pgbouncerSupply } from './servers/pgbouncer.ts';
import { postgresRecipe, postgresSupply } from './servers/postgres.ts';
import type { Recipe } from './servers/recipe.ts';
import { redisRecipe, redisSupply } from './servers/redis.ts';
import type { Supply } from './supply.ts';

export const KINDS: Readonly<Record<ServerKind, { readonly supply: Supply; readonly recipe: Recipe }>> = {
  postgres: { supply: postgresSupply, recipe: postgresRecipe },
  pgbouncer: { supply: pgbouncerSupply, recipe: pgbouncerRecipe },
  redis: { supply: redisSupply, recipe: redisRecipe },
  kafka: { supply: kafkaSupply, recipe: kafkaRecipe },
  neo4j: { supply: neo4jSupply, recipe: neo4jRecipe },
  mongodb: { supply: mongodbSupply, recipe: mongodbRecipe },
};
