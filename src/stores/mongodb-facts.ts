/** What a MongoDB server says of itself, and whether it is one: a stand-in that speaks the protocol is named as what it is. */
import { z } from 'zod';
import { secantusLabel } from '../stand-in.ts';
import { flattened } from './mongodb-probe.ts';
import { type MongoSession, openMongo } from './mongodb-session.ts';
import { written } from './mongodb-text.ts';
import type { Address, Facts } from './store.ts';

/** Where files lie and how others are reached is nobody's business in a report. */
const PRIVATE = /(path|file|dir|directory|key|passw|bindip|\.port$|^port$|config|argv)/i;
/** MongoDB does not tell which parameters differ from their defaults, so these are the ones that change a measurement. */
const TELLING =
  /^(featureCompatibilityVersion|authenticationMechanisms|ttlMonitorSleepSecs|internalQuery(FrameworkControl|PlannerEnableHashIntersection)|wiredTigerConcurrent\w+|journalCommitInterval|syncdelay|diagnosticDataCollectionEnabled)$/;

const buildInfo = z.looseObject({ version: z.string(), secantusVersion: z.string().optional() });

interface Identity {
  readonly version: string;
  /** What it claims to be compatible with, when it is not MongoDB itself. */
  readonly standsInFor: string | null;
}

/** SecantusDB gives MongoDB's version number as its own and marks itself in a field that mongod has not. */
export async function identityOf(session: MongoSession): Promise<Identity> {
  const { version, secantusVersion } = buildInfo.parse(await session.reply({ buildInfo: 1 }));
  return secantusVersion === undefined
    ? { version, standsInFor: null }
    : { version: secantusLabel(secantusVersion), standsInFor: `MongoDB ${version}` };
}

export async function facts(address: Address): Promise<Facts> {
  await using session = await openMongo({ ...address, database: 'admin' });
  const { version } = await identityOf(session);
  const settings = await settingsOf(session);
  return { version, settings: Object.fromEntries(Object.entries(settings).filter(([name]) => !PRIVATE.test(name))) };
}

/** Its command line, its telling parameters, its engine, and the place it has among others. */
async function settingsOf(session: MongoSession): Promise<Record<string, string>> {
  const { standsInFor } = await identityOf(session);
  const commandLine = await asked(session, { getCmdLineOpts: 1 });
  const parameters = Object.entries(await asked(session, { getParameter: '*' })).filter(([name]) => TELLING.test(name));
  const hello = await asked(session, { hello: 1 });
  const engine = z.looseObject({ name: z.string() }).safeParse((await asked(session, { serverStatus: 1 }))['storageEngine']);
  const settings = [
    ...(standsInFor === null
      ? []
      : [
          ['standsInFor', standsInFor],
          ['sizes', 'of a lane: its documents, uncompressed; indexes are not counted'],
        ]),
    ...(engine.success ? [['storageEngine', engine.data.name]] : []),
    ['replicaSet', String(hello['setName'] ?? 'none')],
    ['maxWireVersion', String(hello['maxWireVersion'])],
    ...Object.entries(flattened(commandLine['parsed'])),
    ...parameters.map(([name, value]) => [name, plain(value)]),
  ];
  return Object.fromEntries(settings);
}

/** A user without the right to ask, or a stand-in without the command, gives nothing to tell. */
async function asked(
  session: MongoSession,
  command: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await session.reply(command);
  } catch (error) {
    if (isRefusal(error)) return {};
    throw error;
  }
}

/** The server answered, and the answer was no: Unauthorized or CommandNotFound. */
const refusal = z.object({ cause: z.object({ code: z.union([z.literal(13), z.literal(59)]) }) });
export const isRefusal = (error: unknown): boolean => refusal.safeParse(error).success;

const plain = (value: unknown): string => (typeof value === 'string' ? value : written(value));
