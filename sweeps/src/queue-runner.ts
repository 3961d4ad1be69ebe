import { readFile } from "node:fs/promises";
import { Queue } from "bullmq";
import { Redis, ReplyError } from "ioredis";
import { contentHash, type Job, type JobResult } from "./job.js";
import { readJournalLine } from "./journal.js";
import {
  dataKey,
  keepSeconds,
  keyPrefix,
  lastingOptions,
  type QueueAddress,
  queueName,
  refusal,
  remarkOnOutages,
  requireQueue,
  resultKey,
} from "./queue-connection.js";
import type { Heard, Runner } from "./runner.js";

const lookEvery = 100;
/** Without news for so long, everything that is missing is handed in again (which changes nothing for what is there); milliseconds. */
const patience = 3000;
const batch = 500;

/**
 * Jobs behind a queue, done by any number of `halfspace worker`s. A job's name in the queue is the hash of its content,
 * and its result lies under that name until it is fetched. Two coordinators that ask for the same job therefore share
 * one run, and a coordinator that was killed finds on its return what was done meanwhile. If Redis loses everything,
 * the missing jobs are handed in again.
 * @param tables path of each table by its content hash
 * @returns the runner; close it when done
 * @throws InputError when the queue is away or refuses the password
 */
export async function queueRunner(address: QueueAddress, tables: ReadonlyMap<string, string>): Promise<Runner> {
  await requireQueue(address);
  const redis = new Redis(lastingOptions(address));
  const queue = openQueue(address);
  let listening: Heard | undefined;
  queue.on(
    "error",
    remarkOnOutages(redis, address, (line) => listening?.remark(line)),
  );
  return {
    run(jobs, heard, signal) {
      listening = heard;
      return followJobs({ redis, queue, tables }, new Map(jobs), heard, signal).catch((error) => {
        throw error instanceof ReplyError ? refusal(address, error) : error;
      });
    },
    async close() {
      await queue.close().catch(() => {});
      redis.disconnect();
    },
  };
}

type JobQueue = Queue<{ job: Job }, void, string>;

/** The queue, where its results come, and the path of each table by its content hash. */
interface Place {
  readonly redis: Redis;
  readonly queue: JobQueue;
  readonly tables: ReadonlyMap<string, string>;
}

function openQueue(address: QueueAddress): JobQueue {
  return new Queue<{ job: Job }, void, string>(queueName, {
    connection: lastingOptions(address),
    prefix: keyPrefix,
    skipVersionCheck: true,
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: "exponential", delay: 300 },
      removeOnComplete: true,
      removeOnFail: false,
    },
  });
}

/** Hands jobs in and takes what becomes of them out of `open`, until none is left. */
async function followJobs(place: Place, open: Map<string, Job>, heard: Heard, signal?: AbortSignal): Promise<void> {
  let news = 0;
  while (open.size > 0) {
    signal?.throwIfAborted();
    if (performance.now() - news > patience || news === 0) {
      await fetchResults(place, open, heard);
      await handIn(place, open, news === 0);
      news = performance.now();
    }
    await pause(lookEvery, signal);
    if (await fetchResults(place, open, heard)) news = performance.now();
    await fetchFailures(place, open, heard);
  }
}

/** Moves results that have come to `heard`. @returns whether there were any */
async function fetchResults({ redis }: Place, open: Map<string, Job>, heard: Heard): Promise<boolean> {
  const names = [...open.keys()];
  let any = false;
  for (let at = 0; at < names.length; at += batch) {
    const part = names.slice(at, at + batch);
    const lines = await redis.mget(part.map(resultKey));
    for (const [k, line] of lines.entries()) {
      if (line === null) continue;
      const result = checkedResult(part[k], line);
      if (!result) {
        // Not what a worker writes: it is done again.
        await redis.del(resultKey(part[k]));
        continue;
      }
      heard.result(open.get(part[k]) as Job, result);
      open.delete(part[k]);
      any = true;
    }
  }
  return any;
}

function checkedResult(name: string, line: string): JobResult | undefined {
  const content = readJournalLine(line);
  return content?.job === name ? content.result : undefined;
}

/** Tables first, then the jobs; what is in the queue already stays as it is. Jobs that failed in an earlier run get a new chance. */
async function handIn({ redis, queue, tables }: Place, open: ReadonlyMap<string, Job>, first: boolean): Promise<void> {
  for (const hash of new Set([...open.values()].map(({ data }) => data))) {
    if (await redis.exists(dataKey(hash))) continue;
    const bytes = await readFile(tables.get(hash) ?? "");
    if (contentHash(bytes) === hash) await redis.set(dataKey(hash), bytes, "EX", keepSeconds);
  }
  const entries = [...open];
  if (first) {
    for (const failed of await queue.getFailed(0, 10_000)) if (failed.id && open.has(failed.id)) await failed.remove();
  }
  for (let at = 0; at < entries.length; at += batch) {
    await queue.addBulk(
      entries.slice(at, at + batch).map(([jobId, job]) => ({ name: job.model, data: { job }, opts: { jobId } })),
    );
  }
}

/** Jobs that the queue gave up are told of with their error, and leave the queue. */
async function fetchFailures({ queue }: Place, open: Map<string, Job>, heard: Heard): Promise<void> {
  for (const failed of await queue.getFailed(0, batch)) {
    const job = failed.id === undefined ? undefined : open.get(failed.id);
    if (!job || failed.id === undefined) continue;
    heard.error(job, failed.failedReason || "failed without a reason");
    open.delete(failed.id);
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
