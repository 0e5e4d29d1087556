/** Kafka before a comparison: every partition of the lane has its leader, and all replicas are in sync. */
import { until } from './deadline.ts';
import type { KafkaSession } from './kafka-session.ts';
import { step } from './settle.ts';
import type { SettleStep } from './store.ts';

export async function settle(session: KafkaSession, prefix: string): Promise<readonly SettleStep[]> {
  const placed = await step('wait for leaders and replicas', async () => {
    let says = '';
    await until({ who: session.who, what: 'have all replicas in sync' }, async () => {
      const { partitions, led, whole } = await session.standing(prefix);
      says = `${led} of ${partitions} partitions have a leader, ${whole} all replicas in sync`;
      return led === partitions && whole === partitions ? null : says;
    });
    return says;
  });
  return [placed];
}
