import kafkajs, { type Admin } from 'kafkajs';
import { expect, test } from 'vitest';
import { settingsOf } from './kafka-settings.ts';

const TOPIC = { type: kafkajs.ConfigResourceTypes.TOPIC, name: 'orders' };
const errand = (what: string) => ({ who: 'kafka', what });
const entry = (configName: string, more: object = {}) => ({
  ...{ configName, configValue: '1', isDefault: false, isSensitive: false, readOnly: false, configSynonyms: [] },
  ...{ configSource: kafkajs.ConfigSource.TOPIC_CONFIG, ...more },
});
/** A broker that does not know the topic when it is asked first. */
function broker(refusal: string): Pick<Admin, 'describeConfigs'> {
  let asked = 0;
  return {
    async describeConfigs() {
      asked += 1;
      if (asked === 1) throw Object.assign(new Error('refused'), { type: refusal });
      const configEntries = [
        entry('retention.ms'),
        entry('cleanup.policy', { isDefault: true }),
        entry('key', { isSensitive: true }),
      ];
      const { name: resourceName, type: resourceType } = TOPIC;
      return { throttleTime: 0, resources: [{ configEntries, errorCode: 0, errorMessage: '', resourceName, resourceType }] };
    },
  };
}

test('a broker that has not heard of the topic yet is asked again; what is sensitive is not told', async () => {
  expect(await settingsOf(broker('UNKNOWN_TOPIC_OR_PARTITION'), TOPIC, errand)).toEqual([
    { name: 'cleanup.policy', value: '1', isDefault: true },
    { name: 'retention.ms', value: '1', isDefault: false },
  ]);
});

test('a refusal that does not pass is told', async () => {
  const refused = settingsOf(broker('TOPIC_AUTHORIZATION_FAILED'), TOPIC, errand);
  await expect(refused).rejects.toThrow('kafka did not tell the settings of orders: refused');
});
