/** Runs kernels on the calling thread and, when there are any, on the helper threads: each is given its part of the same job. */
import type { Team } from "../threads/team.js";
import { Heap } from "./heap.js";
import { instantiate, type KernelInstance } from "./module.js";

/** Bytes of scratch a kernel may use: tables, 64 rows, sums of 8192 rows (library/assembly/subset-sums.ts). */
const SCRATCH = 65536 + 2048 + 8192 * 32;

/** A job smaller than this (in multiplications, roughly) is not worth waking another thread for. */
const WORTH_SHARING = 2e6;
/** Helpers are started once this much work has been done, so that a small fit never pays for them. */
const WORTH_STARTING = 1e9;

export type ArgumentsOfPart = (part: number, parts: number, scratch: number) => number[];

export class Engine {
  readonly heap: Heap;
  readonly instance: KernelInstance;
  readonly #scratch: number[] = [];
  #team: Team | undefined;
  #done = 0;
  #start: (() => void) | undefined;
  /** Whether somebody has already said how many threads there should be. */
  #settled = false;

  constructor() {
    this.instance = instantiate();
    this.heap = new Heap(this.instance.memory);
  }

  get team(): Team | undefined {
    return this.#team;
  }

  set team(team: Team | undefined) {
    this.#settled = true;
    this.#start = undefined;
    this.#team?.stop();
    this.#team = team;
  }

  /** Calls start once, when enough work has been done for helper threads to pay, unless their number has been settled by then. */
  startWhenHeavy(start: () => void): void {
    if (!this.#settled) this.#start = start;
  }

  /** Threads that can take part now, this one included. */
  get threads(): number {
    return 1 + (this.#team?.ready ?? 0);
  }

  /**
   * Calls a kernel once for every part. `work` decides whether sharing pays; results must not depend on the number of parts.
   * @returns the sum of what the parts returned
   */
  run(kernel: string, work: number, argumentsOf: ArgumentsOfPart): number {
    this.#done += work;
    if (this.#done > WORTH_STARTING) this.#start?.();
    const parts = work < WORTH_SHARING ? 1 : this.threads;
    const lists = Array.from({ length: parts }, (_, part) => argumentsOf(part, parts, this.#scratchOf(part)));
    const own = this.instance.kernels[kernel];
    if (parts === 1) return Number(own(...lists[0]) ?? 0);
    return this.#team!.run(kernel, lists, own, work);
  }

  /** The calling thread's scratch, for a kernel that one thread runs alone. */
  get scratch(): number {
    return this.#scratchOf(0);
  }

  #scratchOf(part: number): number {
    return (this.#scratch[part] ??= this.heap.allocate(SCRATCH));
  }
}

/** The range [first, last) of `total` that is this part's. */
export function share(total: number, part: number, parts: number): [first: number, last: number] {
  return [Math.floor((total * part) / parts), Math.floor((total * (part + 1)) / parts)];
}

/** As `share`, where row r of `first` ≤ r < total costs r − first + 1. */
export function shareTriangle(
  first: number,
  total: number,
  part: number,
  parts: number,
): [first: number, last: number] {
  const at = (k: number) => (k === parts ? total : first + Math.round((total - first) * Math.sqrt(k / parts)));
  return [at(part), at(part + 1)];
}

let engine: Engine | undefined;

export function sharedEngine(): Engine {
  return (engine ??= new Engine());
}
