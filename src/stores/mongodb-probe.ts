/** Whether a MongoDB answers, and with which settings: by the client that benches use. A stand-in is told by its own word. */
import { MongoClient } from 'mongodb';
import { hostPort } from '../host-port.ts';
import { secantusLabel } from '../stand-in.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Settings of a configuration file are nested; the manual and our requests write them with dots. */
export function flattened(value: unknown, name = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return name === '' ? {} : { [name]: plain(value) };
  const parts = Object.entries(value).map(([key, inner]) => flattened(inner, name === '' ? key : `${name}.${key}`));
  return Object.assign({}, ...parts);
}

const plain = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Every setting by name (those of its configuration, and its parameters as `setParameter.…`), and `version`. Throws when it is not ready. */
export async function probeMongodb(endpoint: {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly tls?: true;
}): Promise<Record<string, string>> {
  const { user, password, tls = false } = endpoint;
  const client = new MongoClient(`mongodb://${hostPort(endpoint)}/`, {
    tls,
    directConnection: true,
    serverSelectionTimeoutMS: PROBE_TIMEOUT_MS,
    connectTimeoutMS: PROBE_TIMEOUT_MS,
    socketTimeoutMS: PROBE_TIMEOUT_MS,
    ...(user === '' ? {} : { auth: { username: user, password } }),
  });
  try {
    const admin = client.db('admin');
    const build = await admin.command({ buildInfo: 1 });
    const { parsed } = await admin.command({ getCmdLineOpts: 1 });
    const parameters = Object.entries(await admin.command({ getParameter: '*' })).filter(
      ([name]) => !/^(ok|operationTime|\$.*)$/.test(name),
    );
    const standIn: unknown = build['secantusVersion'];
    const version = standIn === undefined ? String(build['version']) : secantusLabel(String(standIn));
    const byParameter = Object.fromEntries(parameters.map(([name, value]) => [`setParameter.${name}`, plain(value)]));
    return { ...byParameter, ...flattened(parsed), version };
  } finally {
    await client.close();
  }
}
