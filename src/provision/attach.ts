/** Servers that were there before this run: looked at, used as they are, and left as they are. Nothing of them is started, configured or stopped. */
import type { Settings } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { isSecantus } from '../stand-in.ts';
import type { Probes } from './launch.ts';
import type { Availability, Endpoint, Origin, RunningServer, ServerKind, StartRequest } from './provisioner.ts';
import { type Difference, differences } from './settings.ts';
import { type Given, variableOf } from './urls.ts';

/** A server that is there, and how it came to be known. */
export interface Target {
  readonly kind: ServerKind;
  readonly endpoint: Endpoint;
  readonly origin: Exclude<Origin, 'local'>;
  /** `URL`, or `container mhbench-postgres`. */
  readonly source: string;
  readonly reason: string;
  /** What to do when it does not answer. */
  readonly remedy: string;
}

/** A server that is named by URL. */
export const targetOf = ({ kind, variable, endpoint }: Given): Target => ({
  ...{ kind, endpoint, origin: 'attach', source: 'URL', reason: `${variable} is set` },
  remedy: `see whether it runs there and admits that user, or unset ${variable}: a private server is then started`,
});

/** Slow networks and busy machines are waited for so long, and no longer. */
const DEADLINE_MS = 10_000;

/** One server that was there before, asked when it is first needed. */
export interface AttachedServer {
  available(settings?: Settings): Promise<Availability>;
  start(request: StartRequest): Promise<RunningServer>;
}

/** How each kind is asked. */
export type KindProbes = Pick<Probes, ServerKind>;

export function attached(target: Target, probes: KindProbes): AttachedServer {
  const ask = async (): Promise<Answer> => answerOf(target, await within(probes[target.kind](target.endpoint)));
  let first: Promise<Answer> | null = null;
  return {
    async available(settings = {}) {
      // Asked once: what a run found out at its beginning holds for the whole of it.
      first ??= ask();
      const { kind, origin, source, reason } = target;
      const base = { kind, origin, source, fetches: [] };
      try {
        const answer = await first;
        const refusal = refusalOf(target, settings, answer);
        const standIn = isSecantus(answer.version) ? { standIn: answer.version } : {};
        if (refusal === null) return { ...base, state: 'ready', version: answer.version, reason, remedy: null, ...standIn };
        return {
          ...base,
          state: 'missing',
          version: answer.version,
          reason: `${reason}, and ${refusal}`,
          remedy: remedyFor(target),
        };
      } catch (error) {
        const why = `${reason}, and no answer came from ${hostPort(target.endpoint)}: ${messageOf(error)}`;
        return { ...base, state: 'missing', version: null, reason: why, remedy: target.remedy };
      }
    },
    async start({ kind, name, settings, wishes = {} }) {
      const answer = await ask().catch((cause: unknown) => {
        const where = `${kind} on ${hostPort(target.endpoint)} (${target.reason})`;
        throw new ServerError(`${where} does not answer: ${messageOf(cause)}`, { hint: target.remedy, cause });
      });
      const refusal = refusalOf(target, settings, answer);
      if (refusal !== null) throw new ServerError(`${kind}: ${target.reason}, and ${refusal}`, { hint: remedyFor(target) });
      return running(target, name, { version: answer.version, leftOut: leftOutOf(target, wishes, answer) });
    },
  };
}

interface Answer {
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Kafka's protocol has no word for its release. */
const answerOf = (
  { kind }: Target,
  { version = `${kind} of a version that it does not tell`, ...settings }: Record<string, string>,
): Answer => ({
  version,
  settings,
});

async function within<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS / 1_000} s`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A lane of Redis is a server of its own where servers are ours, and a numbered database of the one that is there elsewhere. */
const SHARED_BY_LANES: readonly ServerKind[] = ['redis'];

/** Why it cannot serve with these settings, in words that follow an `and`; null when it can. */
function refusalOf({ kind }: Target, settings: Settings, answer: Answer): string | null {
  const asked = Object.entries(settings);
  if (asked.length === 0) return null;
  if (SHARED_BY_LANES.includes(kind)) {
    const names = asked.map(([name, value]) => `${name} = ${value}`).join(', ');
    return `all lanes share that server, so that none can have ${names} to itself; nothing is configured on a server that was there before`;
  }
  const wrong = differences(kind, settings, answer.settings);
  if (wrong.length === 0) return null;
  return `it does not run with ${wrong.map(inWords).join(', ')}; a server that was there before is not restarted`;
}

const inWords = ({ name, asked, inForce }: Difference): string =>
  `${name} = ${asked} (${inForce === null ? 'it does not tell what is in force' : `in force is ${inForce === '' ? 'nothing' : inForce}`})`;

const leftOutOf = ({ kind }: Target, wishes: Settings, answer: Answer): readonly string[] =>
  differences(kind, wishes, answer.settings).map(({ name, asked, inForce }) =>
    inForce === null
      ? `${name} was not set to ${asked}: the server does not tell it, and was there before.`
      : `${name} stays ${inForce === '' ? 'empty' : inForce} and was not set to ${asked}: the server was there before.`,
  );

const remedyFor = ({ kind, origin }: Target): string =>
  origin === 'attach'
    ? `unset ${variableOf(kind)}: a private server is then started with it`
    : 'docker compose stop: a private server is then started with it';

function running(target: Target, name: string, told: Pick<RunningServer, 'version' | 'leftOut'>): RunningServer {
  const { kind, endpoint, origin, source, reason } = target;
  return {
    ...{ kind, name, endpoint, origin, source, reason, ...told },
    pid: null,
    startedWith: {},
    logTail: async () => [],
    stop: async () => undefined,
  };
}
