/**
 * The same pricing pass, over and over, on a core of its own while `busy` is on. Half of what a job takes beside it, over
 * what it takes alone, is the best that two threads could reach at that moment: two cores of a shared machine are not
 * always two whole cores.
 */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { startThreads, wasmBackend } from "halfspace/numerics";
import { values } from "./measure.js";

interface Data {
  readonly shape: readonly [n: number, d: number, p: number];
  readonly flag: Int32Array;
}

export interface Beside {
  busy(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts the other job and waits until it is ready. */
export async function jobBeside(shape: Data["shape"]): Promise<Beside> {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), { workerData: { shape, flag } satisfies Data });
  const until = async (state: number) => {
    while (Atomics.load(flag, 1) !== state) await new Promise((done) => setTimeout(done, 1));
  };
  await until(1);
  return {
    async busy(on) {
      Atomics.store(flag, 0, on ? 1 : 0);
      Atomics.notify(flag, 0);
      await until(on ? 2 : 1);
    },
    close: async () => void (await worker.terminate()),
  };
}

function work({ shape: [n, d, p], flag }: Data): void {
  startThreads(1);
  const x = values(n * d, 1);
  const masks = wasmBackend().packMasks(x, n, d, values(d * p, 3), p);
  const products = wasmBackend().maskedProducts(x, n, d, masks, p);
  const [z, out] = [values(n, 2), new Float64Array(p)];
  for (;;) {
    Atomics.store(flag, 1, 1);
    Atomics.wait(flag, 0, 0);
    Atomics.store(flag, 1, 2);
    while (Atomics.load(flag, 0) === 1) products.norms(z, 1, out);
  }
}

if (!isMainThread) work(workerData as Data);
