import type { Kernel, KernelInstance } from "../wasm/module.js";
import type { Helper, Platform } from "./platform.js";
import { MOST_PARTS, type Team } from "./team.js";

/** Seconds a helper may take beyond the time its work should need before the call is given up. */
const PATIENCE = 60;
/** Work (multiplications, roughly) a slow core does in a second. */
const SLOW_RATE = 1e7;

/** Words of the control block, as worker-source.ts describes it. */
const [READY, PENDING, FAILED, KERNEL, LEFT, FIRST_COUNTER] = [0, 1, 2, 3, 4, 16];
/** As many as there are counters before the text of a failure. */
export const MOST_HELPERS = 31;

/**
 * Helper threads over one shared memory. They come up in the background, and until then the caller works alone. The
 * caller waits for parts that a helper has taken, and never for a helper to wake up.
 */
export class ThreadTeam implements Team {
  readonly #control = new SharedArrayBuffer(512 + 256 * MOST_PARTS);
  readonly #words = new Int32Array(this.#control);
  readonly #parts = Array.from(
    { length: MOST_PARTS },
    (_, part) => new Float64Array(this.#control, 512 + part * 256, 32),
  );
  readonly #names: string[];
  readonly #helpers: Helper[];
  #failure: Error | undefined;

  /** @param scratches the address of the caller's scratch, then one for each helper */
  constructor(
    instance: KernelInstance,
    platform: Platform,
    readonly scratches: readonly number[],
  ) {
    this.#names = Object.keys(instance.kernels);
    const { modules, memory } = instance;
    const data = { modules, memory, control: this.#control, names: this.#names, scratches: scratches.slice(1) };
    this.#helpers = scratches.slice(1).map(() =>
      platform.startHelper(data, (error) => {
        this.#failure = error;
      }),
    );
  }

  get size(): number {
    return this.#helpers.length;
  }

  get ready(): number {
    return this.#failure ? 0 : Atomics.load(this.#words, READY);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  run(kernel: string, lists: number[][], own: Kernel, work: number): number {
    const words = this.#words;
    words[KERNEL] = this.#names.indexOf(kernel);
    // Taken from the last to the first, so that the counter alone says whether one is left.
    lists.forEach((list, k) => {
      const values = this.#parts[lists.length - 1 - k];
      values[0] = list.length;
      values.set(list, 1);
    });
    Atomics.store(words, PENDING, lists.length);
    Atomics.store(words, LEFT, lists.length);
    for (let slot = 0; slot < Math.min(this.ready, lists.length - 1); slot++) {
      Atomics.add(words, FIRST_COUNTER + slot, 1);
      Atomics.notify(words, FIRST_COUNTER + slot);
    }
    this.#takeParts(own);
    this.#waitForHelpers(PATIENCE + work / SLOW_RATE);
    if (Atomics.exchange(words, FAILED, 0) !== 0) {
      throw new Error(`a thread of the numeric core failed: ${this.#message()}`);
    }
    let sum = 0;
    for (let part = lists.length - 1; part >= 0; part--) sum += this.#parts[part][0];
    return sum;
  }

  #takeParts(own: Kernel): void {
    const words = this.#words;
    for (;;) {
      const part = Atomics.sub(words, LEFT, 1) - 1;
      if (part < 0) return;
      const values = this.#parts[part];
      try {
        const list = Array.from(values.subarray(1, 1 + values[0]), (value) =>
          Number.isNaN(value) ? this.scratches[0] : value,
        );
        values[0] = Number(own(...list) ?? 0);
      } catch (error) {
        // Helpers still write to memory that is about to be released: the call ends when they have.
        if (Atomics.exchange(words, FAILED, 1) === 0) this.#say(String(error));
      }
      Atomics.sub(words, PENDING, 1);
    }
  }

  stop(): void {
    for (let slot = 0; slot < this.size; slot++) {
      Atomics.store(this.#words, FIRST_COUNTER + slot, -1);
      Atomics.notify(this.#words, FIRST_COUNTER + slot);
    }
    for (const helper of this.#helpers) helper.terminate();
    this.#failure ??= new Error("the threads were stopped");
  }

  #waitForHelpers(seconds: number): void {
    const words = this.#words;
    for (let spin = 0; spin < 4000 && Atomics.load(words, PENDING) > 0; spin++);
    for (let waited = 0; waited < seconds; ) {
      const pending = Atomics.load(words, PENDING);
      if (pending <= 0) return;
      if (Atomics.wait(words, PENDING, pending, 1000) === "timed-out") waited++;
    }
    this.stop();
    throw new Error(
      `a thread of the numeric core did not answer within ${Math.round(seconds)} seconds; threads are now off`,
    );
  }

  #say(message: string): void {
    const text = new Uint16Array(this.#control, 256, 128);
    text[0] = Math.min(127, message.length);
    for (let k = 0; k < text[0]; k++) text[k + 1] = message.charCodeAt(k);
  }

  #message(): string {
    const text = new Uint16Array(this.#control, 256, 128);
    return String.fromCharCode(...text.subarray(1, 1 + text[0]));
  }
}
