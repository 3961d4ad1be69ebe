/**
 * Loads the embedded WebAssembly, synchronously, the same way in Node, a page and a worker. Shared memory is used wherever it exists
 * (Node; cross-origin-isolated pages), so that threads can join later without moving anything.
 */

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

/** A module as the build writes it: its text, and the places of two bytes in its import of the memory. */
export interface KernelCode {
  readonly text: string;
  /** Of the size of the imports. */
  readonly size: number;
  /** Of the flags of the memory, before its smallest size. */
  readonly limits: number;
}

export interface KernelInstance {
  /** The compiled modules, to hand to workers. */
  readonly modules: object[];
  readonly memory: KernelMemory;
  readonly shared: boolean;
  readonly kernels: Record<string, Kernel>;
}

/** A memory without kernels yet. */
export function instantiate(): KernelInstance {
  const allowed =
    typeof SharedArrayBuffer !== "undefined" && (typeof crossOriginIsolated === "undefined" || crossOriginIsolated);
  const sharedMemory = allowed ? reserve(true) : undefined;
  const memory = sharedMemory ?? reserve(false)!;
  return { modules: [], memory, shared: memory === sharedMemory, kernels: {} };
}

/** Compiles kernels for the memory of the instance and adds them to it. */
export function addKernels({ modules, memory, shared, kernels }: KernelInstance, code: KernelCode): void {
  const module = new WebAssembly.Module(shared ? sharedModule(code) : plainModule(code));
  modules.push(module);
  Object.assign(kernels, new WebAssembly.Instance(module, { env: { memory } }).exports);
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

/** The module's bytes: characters are counted from the blank, without those that text in a program would escape; two make a byte from 88 on. */
function plainModule({ text }: KernelCode): Uint8Array {
  const values = new Uint8Array(128);
  for (let code = 32, value = 0; code < 127; code++) {
    if (!'"$<\\`'.includes(String.fromCharCode(code))) values[code] = value++;
  }
  const out = new Uint8Array(text.length);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charCodeAt(at)];
    out[size++] = value < 88 ? value : (value === 88 ? 88 : 178) + values[text.charCodeAt(++at)];
  }
  return out.slice(0, size);
}

/** The same code for a shared memory, whose import says so, and how large it may become. */
function sharedModule(code: KernelCode): Uint8Array {
  const { size, limits } = code;
  const plain = plainModule(code);
  const out = new Uint8Array(plain.length + 3);
  out.set(plain.subarray(0, limits));
  out.set([3, 0, 128, 128, 4], limits);
  out.set(plain.subarray(limits + 2), limits + 5);
  out[size] += 3;
  return out;
}
