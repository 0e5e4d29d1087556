import { defineBench, type Lane } from '../../src/define.ts';

type Kafka = Lane<'kafka'>;

interface Follower {
  /** Resolves when the event has come. */
  readonly seen: (id: number) => Promise<void>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
/** Joining is in it, and as many events as the topic holds by then. */
const MOST_MS = 30_000;

/** One reader for each way into the lane: it joins once, and goes on until that way is closed. */
const followers = new WeakMap<Kafka, Follower>();

function followerOf(lane: Kafka): Follower {
  const known = followers.get(lane);
  if (known !== undefined) return known;
  const waiting = new Map<number, Waiting>();
  const take = async (value: string) => {
    const { id } = JSON.parse(value) as { readonly id: number };
    waiting.get(id)?.resolve();
    waiting.delete(id);
  };
  lane.follow('orders', take).catch((error: unknown) => {
    followers.delete(lane);
    for (const { reject } of waiting.values()) reject(error);
  });
  const seen = async (id: number) => {
    let timer: NodeJS.Timeout | undefined;
    const come = new Promise<void>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      timer = setTimeout(() => reject(new Error(`no consumer had event ${id} within ${MOST_MS / 1_000} s`)), MOST_MS);
    });
    await come.finally(() => clearTimeout(timer));
  };
  const follower = { seen };
  followers.set(lane, follower);
  return follower;
}

/** The topic `orders` is the variant's to make. */
export const eventSeen = defineBench({
  store: 'kafka',
  description: 'Send one event of about 230 bytes and wait until a consumer has it',
  writes: true,
  ask: (pick) => ({
    id: pick.ordinal,
    message: {
      key: String(pick.user()),
      value: JSON.stringify({ id: pick.ordinal, type: 'order.placed', note: 'x'.repeat(190) }),
    },
  }),
  async answer({ id, message }, lane) {
    const seen = followerOf(lane).seen(id);
    const sent = await lane.send('orders', [message]);
    await seen;
    return sent;
  },
  leaves: (lane) => lane.count('orders'),
});
