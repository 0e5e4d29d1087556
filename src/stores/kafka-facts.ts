/** What a broker says of itself: settings as they are in force, never as they were asked for. */
import { openKafka } from './kafka-session.ts';
import type { Address, Facts } from './store.ts';

/** Differs between two brokers that are set alike. */
const OWN_TO_A_BROKER =
  /^(listeners|advertised\.listeners|controller\.quorum\.voters|log\.dirs?|metadata\.log\.dir|node\.id|broker\.id)$/;

/** A broker does not tell its version to clients; who started it knows. */
export async function facts(address: Address): Promise<Facts> {
  await using session = await openKafka(address);
  const settings = (await session.settingsOfBroker()).filter(({ name, isDefault }) => !isDefault && !OWN_TO_A_BROKER.test(name));
  const { id } = await session.cluster();
  return {
    version: `unknown to clients (cluster ${id})`,
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
  };
}
