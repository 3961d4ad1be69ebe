import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "@halfspace/tables/node";
import { UnrecoverableError, Worker } from "bullmq";
import { Redis } from "ioredis";
import { contentHash, type Job, jobName, jobSchema } from "./job.js";
import { jobPool } from "./job-pool.js";
import { journalLine } from "./journal.js";
import {
  dataKey,
  keepSeconds,
  keyPrefix,
  lastingOptions,
  type QueueAddress,
  queueName,
  remarkOnOutages,
  requireQueue,
  resultKey,
} from "./queue-connection.js";

/** How a worker of a queue behaves. */
export interface QueueWorkerOptions {
  /** Jobs at a time, each on a thread; default: one a core. */
  readonly concurrency?: number;
  /** How long a worker may be silent before its jobs are taken over; default 15 s. */
  readonly silenceSeconds?: number;
  readonly signal: AbortSignal;
  readonly onRemark?: (line: string) => void;
  readonly onDone?: (job: Job) => void;
}

/** How often a job may lose its worker before it is taken to be the cause. */
const takeovers = 5;

/**
 * Takes jobs from the queue until the signal aborts; jobs at work are finished first.
 * @throws InputError when the queue is away at the start, or refuses the password
 */
export async function runWorker(address: QueueAddress, options: QueueWorkerOptions): Promise<void> {
  const { signal, onRemark = () => {}, silenceSeconds = 15 } = options;
  await requireQueue(address);
  const redis = new Redis(lastingOptions(address));
  const pool = jobPool({ threads: options.concurrency });
  const folder = await mkdtemp(join(tmpdir(), "halfspace-worker-"));
  const doJob = jobDoer(redis, pool, tableStore(redis, folder), options.onDone);
  const worker = new Worker<{ job: Job }, void, string>(queueName, ({ id, data }) => doJob(id, data.job), {
    connection: lastingOptions(address),
    prefix: keyPrefix,
    concurrency: pool.size,
    lockDuration: 1000 * silenceSeconds,
    stalledInterval: 1000 * silenceSeconds,
    maxStalledCount: takeovers,
    drainDelay: 1,
    skipVersionCheck: true,
  });
  const lost = remarkOnOutages(redis, address, onRemark);
  worker.on("error", (error: Error & { code?: string }) => {
    if (error.code !== undefined) lost();
  });
  onRemark(`Waiting for jobs at ${address.place}, ${pool.size} at a time. Ctrl-C ends.`);
  await aborted(signal);
  await worker.close();
  await pool.close();
  redis.disconnect();
  await rm(folder, { recursive: true, force: true });
}

/** Does one job of the queue on the pool and leaves its result in Redis. */
function jobDoer(
  redis: Redis,
  pool: ReturnType<typeof jobPool>,
  tables: ReturnType<typeof tableStore>,
  onDone: QueueWorkerOptions["onDone"],
) {
  return async (id: string | undefined, record: unknown): Promise<void> => {
    const job = checkedJob(id, record);
    const key = resultKey(id as string);
    // Done before, perhaps by a worker that was killed before it could say so.
    if (await redis.exists(key)) return;
    const answer = await pool.evaluate({ job, table: await tables.pathOf(job.data) });
    if ("error" in answer) {
      throw answer.error.lasting ? new UnrecoverableError(answer.error.message) : new Error(answer.error.message);
    }
    await redis.set(key, journalLine(id as string, answer.result), "EX", keepSeconds);
    onDone?.(job);
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** @throws UnrecoverableError when the record is not what its name says */
function checkedJob(name: string | undefined, record: unknown): Job {
  const parsed = jobSchema.safeParse(record);
  if (!parsed.success || jobName(parsed.data) !== name) {
    throw new UnrecoverableError(
      "the job's record does not fit its name; it was changed on the way or is of another version",
    );
  }
  return parsed.data;
}

/** Tables by content hash: fetched once, checked, kept in a folder of this worker. */
function tableStore(redis: Redis, folder: string) {
  const known = new Map<string, Promise<string>>();
  const fetchTable = async (hash: string): Promise<string> => {
    const bytes = await redis.getBuffer(dataKey(hash));
    if (!bytes) throw new Error(`the table ${hash.slice(0, 12)}… is not in the queue`);
    if (contentHash(bytes) !== hash) {
      await redis.del(dataKey(hash));
      throw new Error(`the table ${hash.slice(0, 12)}… was damaged on the way`);
    }
    await mkdir(folder, { recursive: true });
    const path = join(folder, hash);
    await writeWhole(path, bytes);
    return path;
  };
  return {
    pathOf(hash: string): Promise<string> {
      const found = known.get(hash);
      if (found) return found;
      const path = fetchTable(hash);
      known.set(hash, path);
      path.catch(() => known.delete(hash));
      return path;
    },
  };
}
