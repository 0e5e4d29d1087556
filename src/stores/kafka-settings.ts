/** The settings of a topic or of a broker, as the broker tells them. */
import type { Admin, ConfigEntries, ResourceConfigQuery } from 'kafkajs';
import { type Errand, until } from './deadline.ts';
import { passing } from './kafka-passing.ts';

/** A setting of a topic or of the broker; secrets are left out. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
}

/** By name, without those that must not be told. Another broker of the cluster may be asked than the one that made the topic, and not know it yet. */
export async function settingsOf(
  admin: Pick<Admin, 'describeConfigs'>,
  resource: ResourceConfigQuery,
  errand: (what: string) => Errand,
): Promise<readonly Setting[]> {
  const entries: ConfigEntries[] = [];
  await until(errand(`tell the settings of ${resource.name}`), () =>
    passing(async () => {
      const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
      entries.push(...resources.flatMap(({ configEntries }) => configEntries));
    }),
  );
  return entries
    .filter(({ isSensitive }) => !isSensitive)
    .map(({ configName, configValue, isDefault }) => ({ name: configName, value: configValue ?? '', isDefault }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
