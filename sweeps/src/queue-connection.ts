import { readFileSync } from "node:fs";
import { InputError } from "halfspace";
import { Redis, type RedisOptions } from "ioredis";

/** Everything of ours in Redis begins with this. */
export const keyPrefix = "halfspace";
export const queueName = "jobs";
export const dataKey = (hash: string): string => `${keyPrefix}:data:${hash}`;
export const resultKey = (job: string): string => `${keyPrefix}:result:${job}`;
/** Tables and results stay this long, so that a coordinator that comes back finds them; seconds. */
export const keepSeconds = 7 * 24 * 3600;

/** Where the queue is. `place` is for people: it never holds the password. */
export interface QueueAddress {
  readonly place: string;
  readonly options: Pick<RedisOptions, "host" | "port" | "username" | "password" | "db" | "tls">;
}

/**
 * Reads redis://[user[:password]@]HOST[:PORT][/DB], rediss:// for TLS. User, password and a file of trusted certificates may come from
 * HALFSPACE_QUEUE_USERNAME, HALFSPACE_QUEUE_PASSWORD and HALFSPACE_QUEUE_CA instead.
 * @returns the parts of the address
 * @throws InputError for anything else, without repeating what was given: it may hold a password
 */
export function queueAddress(url: string, environment: NodeJS.ProcessEnv = process.env): QueueAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = parsed?.pathname.replace(/^\//, "") ?? "";
  if (!parsed || !/^rediss?:$/.test(parsed.protocol) || !parsed.hostname || !/^\d*$/.test(database)) {
    throw unreadableAddress();
  }
  const port = parsed.port === "" ? 6379 : Number(parsed.port);
  const username = decoded(parsed.username) || environment.HALFSPACE_QUEUE_USERNAME;
  const password = decoded(parsed.password) || environment.HALFSPACE_QUEUE_PASSWORD;
  return {
    place: `${parsed.protocol}//${parsed.hostname}:${port}`,
    options: {
      host: parsed.hostname.replace(/^\[|\]$/g, ""),
      port,
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
      ...(database ? { db: Number(database) } : {}),
      ...(parsed.protocol === "rediss:" ? { tls: trusted(environment.HALFSPACE_QUEUE_CA) } : {}),
    },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unreadableAddress();
  }
}

const unreadableAddress = (): InputError =>
  new InputError({
    code: "wrong-type",
    argument: "queue",
    got: "an address that cannot be read",
    expected: "redis://HOST:PORT, or rediss:// for TLS (a password with odd characters is written percent-encoded)",
  });

function trusted(path: string | undefined): NonNullable<RedisOptions["tls"]> {
  if (!path) return {};
  try {
    return { ca: readFileSync(path) };
  } catch {
    throw new InputError({
      code: "unreadable-file",
      argument: "HALFSPACE_QUEUE_CA",
      got: `${path}, where there is no file`,
      expected: "a file with a certificate",
    });
  }
}

/** Options for a connection that outlives a restart of Redis: it comes back by itself, and commands wait for it. */
export function lastingOptions({ options }: QueueAddress) {
  return {
    ...options,
    maxRetriesPerRequest: null,
    connectTimeout: 3000,
    retryStrategy: (attempt: number) => Math.min(50 * attempt, 1000),
  };
}

/** Asks once whether the queue is there and lets us in, within 3 seconds. @throws InputError in one line, without the password */
export async function requireQueue(address: QueueAddress): Promise<void> {
  const redis = new Redis({
    ...address.options,
    lazyConnect: true,
    connectTimeout: 2500,
    commandTimeout: 2500,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on("error", (error: Error) => {
    reason = error;
  });
  try {
    await limited(
      redis.connect().then(() => redis.select(address.options.db ?? 0)),
      4000,
    );
  } catch (error) {
    throw refusal(address, reason ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}

async function limited<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a message of Redis means, and what to do. */
const refusals: readonly { readonly says: RegExp; readonly got: string; readonly hint?: string }[] = [
  { says: /WRONGPASS|invalid (username|password)/i, got: "which refuses this user and password" },
  {
    says: /NOAUTH|Authentication required/i,
    got: "which asks for a password",
    hint: "Give it in the address or in HALFSPACE_QUEUE_PASSWORD.",
  },
  { says: /certificate|self.signed|TLS|SSL/i, got: "whose certificate is not trusted here" },
  { says: /DB index|SELECT/i, got: "which has no database of that number" },
  {
    says: /^OOM /,
    got: "whose memory is full: nothing more can be handed in",
    hint: "Give Redis more (maxmemory), or another one; what is done is kept, and the same command goes on.",
  },
];

/** What is wrong with the queue, in one line, by the error of its connection. */
export function refusal({ place }: QueueAddress, { message = "", code }: Error & { code?: string }): InputError {
  const known = refusals.find(({ says }) => says.test(message));
  if (known) {
    const { got, hint } = known;
    return new InputError({ code: "queue-refused", argument: "queue", got: `${place}, ${got}`, hint });
  }
  const what = code === "ECONNREFUSED" ? "nobody listens there" : (code ?? "no answer");
  return new InputError({
    code: "queue-away",
    argument: "queue",
    got: `${place}, which cannot be reached: ${what}`,
    hint: "Is Redis running?",
  });
}

/**
 * Says once that the queue is away, and once that it is back.
 * @returns to be called by whoever else notices that it is away
 */
export function remarkOnOutages(redis: Redis, { place }: QueueAddress, remark: (line: string) => void): () => void {
  let away = false;
  const lost = () => {
    if (!away) remark(`The queue at ${place} is away; waiting for it.`);
    away = true;
  };
  redis.on("error", lost);
  redis.on("ready", () => {
    if (away) remark(`The queue at ${place} is back.`);
    away = false;
  });
  return lost;
}
