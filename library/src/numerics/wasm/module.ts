/**
 * Loads the embedded WebAssembly, synchronously, the same way in Node, a page and a worker. Shared memory is used wherever it exists
 * (Node; cross-origin-isolated pages), so that threads can join later without moving anything.
 */
import { plainModule, sharedModule } from "../generated/kernels.js";

/** The few names of the WebAssembly interface that are needed; the library is compiled without a browser's or Node's types. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
  Memory: new (options: { initial: number; maximum: number; shared?: boolean }) => KernelMemory;
};
declare const crossOriginIsolated: boolean | undefined;

export interface KernelMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}

export const PAGE = 65536;
const LARGEST = 65536;

/** A kernel: addresses, sizes and numbers in; a count or nothing out. */
export type Kernel = (...values: number[]) => number | undefined;

export interface KernelInstance {
  /** The compiled module, to hand to workers. */
  readonly module: object;
  readonly memory: KernelMemory;
  readonly shared: boolean;
  readonly kernels: Record<string, Kernel>;
}

export function instantiate(): KernelInstance {
  const allowed =
    typeof SharedArrayBuffer !== "undefined" && (typeof crossOriginIsolated === "undefined" || crossOriginIsolated);
  const sharedMemory = allowed ? reserve(true) : undefined;
  const memory = sharedMemory ?? reserve(false)!;
  const shared = memory === sharedMemory;
  const module = new WebAssembly.Module(bytesOf(shared ? sharedModule : plainModule));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { module, memory, shared, kernels: exports as Record<string, Kernel> };
}

/** A shared memory reserves its largest size as address space (the module demands that size); where refused, memory is not shared. */
function reserve(shared: boolean): KernelMemory | undefined {
  try {
    return new WebAssembly.Memory({ initial: 16, maximum: LARGEST, shared });
  } catch (error) {
    if (shared) return undefined;
    throw error;
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function bytesOf(base64: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let k = 0; k < 64; k++) values[ALPHABET.charCodeAt(k)] = k;
  const length = base64.endsWith("==") ? base64.length - 2 : base64.endsWith("=") ? base64.length - 1 : base64.length;
  const out = new Uint8Array((length * 3) >> 2);
  for (let k = 0, at = 0; at < out.length; k += 4) {
    const word =
      (values[base64.charCodeAt(k)] << 18) |
      (values[base64.charCodeAt(k + 1)] << 12) |
      ((k + 2 < length ? values[base64.charCodeAt(k + 2)] : 0) << 6) |
      (k + 3 < length ? values[base64.charCodeAt(k + 3)] : 0);
    out[at++] = word >> 16;
    out[at++] = word >> 8;
    out[at++] = word;
  }
  return out;
}
