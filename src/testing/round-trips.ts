/** One thing written and read again, by the drivers that benches use: for tests of servers, before there is a store or beside it. */
import kafkajs from 'kafkajs';
import { MongoClient } from 'mongodb';
import neo4j from 'neo4j-driver';
import type { Endpoint } from '../provision/provisioner.ts';

/** Sends one message and resolves with what the topic then holds. */
export async function throughKafka({ host, port }: Endpoint, value: string): Promise<string> {
  const kafka = new kafkajs.Kafka({ brokers: [`${host}:${port}`], logLevel: kafkajs.logLevel.NOTHING });
  const [admin, producer, consumer] = [kafka.admin(), kafka.producer(), kafka.consumer({ groupId: 'round-trip' })];
  try {
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
    await admin.createTopics({ topics: [{ topic: 'round-trip', numPartitions: 1 }], waitForLeaders: false });
    await producer.send({ topic: 'round-trip', messages: [{ value }] });
    await consumer.subscribe({ topic: 'round-trip', fromBeginning: true });
    return await new Promise<string>((resolve, reject) => {
      const eachMessage = async ({ message }: kafkajs.EachMessagePayload): Promise<void> => resolve(String(message.value));
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
}

export async function throughNeo4j({ host, port, user, password, database }: Endpoint, value: string): Promise<string> {
  const driver = neo4j.driver(`bolt://${host}:${port}`, neo4j.auth.basic(user, password), { telemetryDisabled: true });
  try {
    await driver.executeQuery('CREATE (:RoundTrip {value: $value})', { value }, { database });
    const { records } = await driver.executeQuery('MATCH (n:RoundTrip) RETURN n.value AS value', {}, { database });
    return String(records[0]?.get('value'));
  } finally {
    await driver.close();
  }
}

export async function throughMongodb({ host, port, database }: Endpoint, value: string): Promise<string> {
  const client = new MongoClient(`mongodb://${host}:${port}/`);
  try {
    const collection = client.db(database).collection('roundTrip');
    await collection.insertOne({ value });
    return String((await collection.findOne({ value }))?.['value']);
  } finally {
    await client.close();
  }
}
