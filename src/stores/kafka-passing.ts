/** Refusals of a broker that pass: an election that is not over, a topic that it does not know yet. */
import kafkajs from 'kafkajs';

const NOT_YET = [
  ...['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION', 'REPLICA_NOT_AVAILABLE'],
  ...['GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP', 'GROUP_LOAD_IN_PROGRESS'],
];

/** Asks, and gives a refusal that passes as its text, like an answer that says what is missing. */
export async function passing(ask: () => Promise<unknown>): Promise<string | null> {
  try {
    const missing = await ask();
    return typeof missing === 'string' ? missing : null;
  } catch (error) {
    const reason = notYet(error);
    if (reason === null) throw error;
    return reason;
  }
}

/** The type of a refusal that passes, where it is one; the client wraps it when its own retries are over. */
function notYet(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof kafkajs.KafkaJSGroupCoordinatorNotFound) return error.message;
  if ('type' in error && NOT_YET.includes(String(error.type))) return String(error.type);
  return notYet(error.cause);
}
