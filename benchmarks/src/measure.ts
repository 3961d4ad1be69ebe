import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import type { Row } from "./report.js";

/** Something to time: runs once; a number, or the promise of one, is how long it took by its own clock (seconds). */
export interface Contender {
  readonly name: string;
  run(): unknown;
}

export interface Times {
  readonly median: number;
  readonly least: number;
}

/**
 * Times contenders in turns, so that whatever else the machine does falls on all of them alike; the first turns only warm up. A turn is
 * one run, or as many as fill `stretch` seconds and then their mean: after another process had the core, the first short run finds cold caches.
 * @returns one entry a contender, seconds a run
 */
export async function inTurns(
  contenders: readonly Contender[],
  turns: number,
  warmUp = 2,
  stretch = 0,
): Promise<Times[]> {
  const times = contenders.map((): number[] => []);
  for (let turn = -warmUp; turn < turns; turn++) {
    for (const [k, contender] of contenders.entries()) {
      let [total, runs] = [0, 0];
      do {
        const start = performance.now();
        const own = await contender.run();
        total += typeof own === "number" ? own : (performance.now() - start) / 1000;
        runs++;
      } while (total < stretch);
      if (turn >= 0) times[k].push(total / runs);
    }
  }
  return times.map((list) => {
    list.sort((a, b) => a - b);
    return { median: list[list.length >> 1], least: list[0] };
  });
}

/**
 * Keeps processes on the first core while `work` runs, where taskset exists (Linux): contenders of one thread that take turns otherwise wake up on
 * now this core, now that one, and find its caches cold and its clock low.
 */
export async function onOneCore<T>(processes: readonly number[], work: () => Promise<T>): Promise<T> {
  const keepOn = (cores: string) => {
    try {
      for (const id of processes) execFileSync("taskset", ["-cp", cores, String(id)], { stdio: "ignore" });
    } catch {
      // No taskset: the figures are noisier, not wrong.
    }
  };
  keepOn("0");
  try {
    return await work();
  } finally {
    keepOn(`0-${cpus().length - 1}`);
  }
}

/** Rows of the first contender against each of the others. */
export async function compare(
  name: string,
  contenders: readonly Contender[],
  turns: number,
  warmUp?: number,
  stretch?: number,
): Promise<Row[]> {
  const [ours, ...references] = await inTurns(contenders, turns, warmUp, stretch);
  return references.map((times, k) => row(name, ours, contenders[k + 1].name, times));
}

export function row(name: string, ours: Times, reference: string, times: Times | undefined, note?: string): Row {
  return {
    case: name,
    seconds: ours.median,
    leastSeconds: ours.least,
    reference,
    referenceSeconds: times?.median ?? null,
    ratio: times ? ours.median / times.median : null,
    ...(note === undefined ? {} : { note }),
  };
}

/** Uniform values in [−½, ½) from a seed. */
export function values(count: number, seed: number): Float64Array {
  let state = (seed * 2654435761) >>> 0 || 1;
  return Float64Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32 - 0.5;
  });
}
