/** Kafka before a comparison: every partition of the lane has its leader, and all replicas are in sync. */
import type { KafkaSession } from './kafka-session.ts';
import { steps } from './settle.ts';
import type { SettleStep } from './store.ts';

export const settle = (session: KafkaSession, prefix: string): Promise<readonly SettleStep[]> =>
  steps({
    'look for leaders and replicas': async () => {
      const { partitions, led, whole } = await session.standing(prefix);
      return `${led} of ${partitions} partitions have a leader, ${whole} all replicas in sync`;
    },
  });
