/** Runs kernels on the calling thread and, when there are any, on the helper threads: each is given its part of the same job. */
import { MOST_PARTS, type Team } from "../threads/team.js";
import { Heap } from "./heap.js";
import { addKernels, instantiate, type KernelCode, type KernelInstance } from "./module.js";

/** Bytes of scratch a kernel may use: tables, 64 rows, sums of 8192 rows (library/assembly/subset-sums.ts). */
export const SCRATCH = 65536 + 2048 + 8192 * 32;

/** A job smaller than this (in multiplications, roughly) is not worth waking another thread for. */
const WORTH_SHARING = 2e6;
/** Helpers are started once this much work has been done, so that a small fit never pays for them. */
const WORTH_STARTING = 1e9;

/** Parts of a job for every thread: enough that the threads end together though one core may be slower for a while. */
const PARTS_OF_THREAD = 4;
/** Work of a part at least, beyond one part a thread. */
const WORTH_A_PART = 1e6;

/** The arguments of one part of a job; `scratch` is the place of the scratch of whichever thread takes the part. */
export type ArgumentsOfPart = (part: number, parts: number, scratch: number) => number[];

export class Engine {
  readonly heap: Heap;
  readonly instance: KernelInstance;
  readonly #taken = new Set<KernelCode>();
  readonly #scratches: number[] = [];
  #team: Team | undefined;
  #done = 0;
  #start: (() => void) | undefined;
  /** Whether somebody has already said how many threads there should be. */
  #settled = false;

  constructor() {
    this.instance = instantiate();
    this.heap = new Heap(this.instance.memory);
  }

  /** Starts the helper threads again: those that are at work know the kernels of their start alone. */
  renewTeam: (() => void) | undefined;

  /** Takes kernels in, once. */
  use(code: KernelCode): void {
    if (this.#taken.has(code)) return;
    this.#taken.add(code);
    addKernels(this.instance, code);
    if (this.#team) this.renewTeam?.();
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
   * Calls a kernel once for every part. `work` decides whether sharing pays and into how many parts; results must not depend on their number.
   * @param partsFor another number of parts for so many threads, where cutting fine has its price
   * @returns the sum of what the parts returned
   */
  run(kernel: string, work: number, argumentsOf: ArgumentsOfPart, partsFor = partsOf): number {
    this.#done += work;
    if (this.#done > WORTH_STARTING) this.#start?.();
    const own = this.instance.kernels[kernel];
    const threads = work < WORTH_SHARING ? 1 : this.threads;
    if (threads === 1) return Number(own(...argumentsOf(0, 1, this.scratch)) ?? 0);
    const parts = Math.min(MOST_PARTS, partsFor(threads, work));
    const lists = Array.from({ length: parts }, (_, part) => argumentsOf(part, parts, Number.NaN));
    return this.#team!.run(kernel, lists, own, work);
  }

  /**
   * Calls a kernel once for every list of arguments, however many threads there are.
   * @returns the sum of what it returned, in the order of the lists
   */
  runLots(kernel: string, work: number, lists: number[][]): number {
    this.#done += work;
    if (this.#done > WORTH_STARTING) this.#start?.();
    const own = this.instance.kernels[kernel];
    if (lists.length > 1 && this.threads > 1) return this.#team!.run(kernel, lists, own, work);
    return lists.reduce((sum, list) => sum + Number(own(...list) ?? 0), 0);
  }

  /** The calling thread's scratch, for a kernel that one thread runs alone. */
  get scratch(): number {
    return this.scratches(1)[0];
  }

  /** Addresses of the scratch of so many threads, the calling one first. */
  scratches(threads: number): readonly number[] {
    while (this.#scratches.length < threads) this.#scratches.push(this.heap.allocate(SCRATCH));
    return this.#scratches.slice(0, threads);
  }
}

function partsOf(threads: number, work: number): number {
  return Math.max(threads, Math.min(PARTS_OF_THREAD * threads, Math.floor(work / WORTH_A_PART)));
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
