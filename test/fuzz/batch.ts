import * as fc from "fast-check";
import { type AnyTarget, Broken, type Calls } from "./target.js";

/** Seconds of processor time that one input may take: all of them are small. */
const mostSeconds = 10;

/** What a batch found wrong, shrunk. */
export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly path: string;
  readonly message: string;
  readonly input: string;
}

export interface BatchOptions {
  readonly seed: number;
  /** Inputs that are drawn. */
  readonly runs: number;
  /** Of one input of an earlier batch; it alone is run. */
  readonly path?: string;
  /** Called before every input. */
  readonly onInput?: (run: number, given: unknown) => void;
}

/** Runs a target on inputs that are drawn from the seed. */
export async function runBatch(
  { name, input, run }: AnyTarget,
  { seed, runs, path, onInput }: BatchOptions,
): Promise<{ calls: number; failure: Failure | undefined }> {
  let calls = 0;
  let count = 0;
  const call: Calls = (ask) => {
    calls++;
    return ask();
  };
  const property = fc.asyncProperty(input, async (given) => {
    onInput?.(count++, given);
    const before = process.cpuUsage();
    await run(given, call);
    const { user, system } = process.cpuUsage(before);
    if (user + system > 1e6 * mostSeconds)
      throw new Broken(`${((user + system) / 1e6).toFixed(1)} s of processor time`);
  });
  // Shrinking runs the input again and again: it ends where inputs are slow, and what it has by then is reported.
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    interruptAfterTimeLimit: 120_000,
    ...(path ? { path } : {}),
  });
  if (!details.failed || details.counterexample === null) return { calls, failure: undefined };
  const { errorInstance, counterexample, counterexamplePath } = details;
  const { stack = String(errorInstance) } = errorInstance as Error;
  return {
    calls,
    failure: {
      target: name,
      seed,
      path: counterexamplePath ?? "",
      message: stack,
      input: fc.stringify(counterexample[0]),
    },
  };
}

/** The seed of a batch, from that of the whole run: a few steps of a mixing function over the target's name. */
export function batchSeed(seed: number, target: string, batch: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(batch + 1, 0xc2b2ae35);
  for (const letter of target) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 12)) >>> 1;
}
