import { writeSync } from "node:fs";
import { batchSeed, type Failure, runBatch } from "./batch.js";
import type { AnyTarget } from "./target.js";
import { targets } from "./targets/index.js";

/** The process that runs the inputs: it may be stopped at any moment, and begins with the batches that it is told. */

/** What the process is told: which targets, and the batch that each of them begins with. */
export interface Order {
  readonly seed: number;
  readonly first: Readonly<Record<string, number>>;
  /** Inputs a target; without it the process goes on until it is ended. */
  readonly runs?: number;
}

/** What the process says. */
export type Said =
  | {
      readonly kind: "batch";
      readonly target: string;
      readonly batch: number;
      readonly calls: number;
      readonly failure: Failure | undefined;
    }
  | { readonly kind: "done" };

/** Inputs a batch: few, so that what is slow does not hold up the others. */
const batchRuns = 25;

/** The file descriptor on which the input at work is said, which must not wait for a message to be sent. */
const places = 3;

export async function work({ seed, first, runs }: Order): Promise<void> {
  process.on("disconnect", () => process.exit());
  const loaded: AnyTarget[] = [];
  for (const name of Object.keys(first)) loaded.push(await targets[name]());
  const spent = new Map(loaded.map(({ name }) => [name, 0]));
  const next = new Map(Object.entries(first));
  const left = new Map(loaded.map(({ name }) => [name, runs ?? Number.POSITIVE_INFINITY]));
  for (;;) {
    const waiting = loaded.filter(({ name }) => (left.get(name) ?? 0) > 0);
    if (waiting.length === 0) break;
    const target = waiting.reduce((a, b) => (share(b) < share(a) ? b : a));
    const { name } = target;
    const batch = next.get(name) ?? 0;
    const count = Math.min(batchRuns, left.get(name) ?? 0);
    const began = process.cpuUsage();
    const onInput = (run: number) => void writeSync(places, `${name} ${batch} ${run}`.padEnd(60), 0);
    const { calls, failure } = await runBatch(target, { seed: batchSeed(seed, name, batch), runs: count, onInput });
    const { user, system } = process.cpuUsage(began);
    spent.set(name, (spent.get(name) ?? 0) + (user + system) / 1e6);
    next.set(name, batch + 1);
    left.set(name, (left.get(name) ?? 0) - count);
    await say({ kind: "batch", target: name, batch, calls, failure });
  }
  await say({ kind: "done" });
  function share(target: AnyTarget): number {
    return (spent.get(target.name) ?? 0) / target.share;
  }
}

const say = (said: Said): Promise<void> =>
  new Promise((resolve, reject) => process.send?.(said, (error: Error | null) => (error ? reject(error) : resolve())));
