import type { Kernel, KernelInstance } from "../wasm/module.js";
import type { Helper, Platform } from "./platform.js";
import type { Team } from "./team.js";

/** Seconds a helper may take beyond the time its work should need before the call is given up. */
const PATIENCE = 60;
/** Work (multiplications, roughly) a slow core does in a second. */
const SLOW_RATE = 1e7;
const MOST_HELPERS = 31;

/** Helper threads over one shared memory. They come up in the background: until then the caller works alone. */
export class ThreadTeam implements Team {
  readonly #control = new SharedArrayBuffer(512 + 256 * MOST_HELPERS);
  readonly #words = new Int32Array(this.#control);
  readonly #names: string[];
  readonly #helpers: Helper[];
  #failure: Error | undefined;

  constructor(instance: KernelInstance, platform: Platform, helpers: number) {
    this.#names = Object.keys(instance.kernels);
    const data = { module: instance.module, memory: instance.memory, control: this.#control, names: this.#names };
    this.#helpers = Array.from({ length: Math.min(helpers, MOST_HELPERS) }, () =>
      platform.startHelper(data, (error) => {
        this.#failure = error;
      }),
    );
  }

  get size(): number {
    return this.#helpers.length;
  }

  get ready(): number {
    return this.#failure ? 0 : Atomics.load(this.#words, 0);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  run(kernel: string, lists: number[][], own: Kernel, work: number): number {
    const words = this.#words;
    const helpers = lists.length - 1;
    words[3] = this.#names.indexOf(kernel);
    Atomics.store(words, 1, 0);
    for (let slot = 0; slot < helpers; slot++) {
      const list = lists[slot + 1];
      this.#valuesOf(slot).set([list.length, ...list]);
      Atomics.add(words, 16 + slot, 1);
      Atomics.notify(words, 16 + slot);
    }
    let sum = 0;
    try {
      sum = Number(own(...lists[0]) ?? 0);
    } finally {
      // Also after a failure of our own part: the helpers still write to memory that is about to be released.
      this.#waitFor(helpers, PATIENCE + work / SLOW_RATE);
    }
    if (Atomics.exchange(words, 2, 0) !== 0) throw new Error(`a thread of the numeric core failed: ${this.#message()}`);
    for (let slot = 0; slot < helpers; slot++) sum += this.#valuesOf(slot)[0];
    return sum;
  }

  stop(): void {
    for (let slot = 0; slot < MOST_HELPERS; slot++) {
      Atomics.store(this.#words, 16 + slot, -1);
      Atomics.notify(this.#words, 16 + slot);
    }
    for (const helper of this.#helpers) helper.terminate();
    this.#failure ??= new Error("the threads were stopped");
  }

  #waitFor(helpers: number, seconds: number): void {
    const words = this.#words;
    for (let spin = 0; spin < 4000 && Atomics.load(words, 1) < helpers; spin++);
    for (let waited = 0; waited < seconds; ) {
      const done = Atomics.load(words, 1);
      if (done >= helpers) return;
      if (Atomics.wait(words, 1, done, 1000) === "timed-out") waited++;
    }
    this.stop();
    throw new Error(
      `a thread of the numeric core did not answer within ${Math.round(seconds)} seconds; threads are now off`,
    );
  }

  #valuesOf(slot: number): Float64Array {
    return new Float64Array(this.#control, 512 + slot * 256, 32);
  }

  #message(): string {
    const text = new Uint16Array(this.#control, 256, 128);
    return String.fromCharCode(...text.subarray(1, 1 + text[0]));
  }
}
