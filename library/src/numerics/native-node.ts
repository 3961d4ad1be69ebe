/**
 * `halfspace/native`, for Node only. The system's OpenBLAS does the dense part (Cholesky, triangular solves, products),
 * through koffi; masks and pricing stay in WebAssembly. Nothing chooses this core silently and nothing requires it,
 * because its results differ in the last bits from machine to machine.
 */
import { createRequire } from "node:module";
import { InputError } from "../errors.js";
import type { NumericsBackend } from "./backend.js";
import { wasmBackend } from "./wasm-backend.js";

const names = [
  "libopenblas.so.0",
  "libopenblas.so",
  "libopenblas.dylib",
  "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
  "libopenblas.dll",
];

/** Which OpenBLAS `nativeBackend` loads, and how many threads it may use. */
export interface NativeBackendOptions {
  /** The shared library to load; by default OpenBLAS under its usual names. */
  readonly library?: string;
  /** Threads OpenBLAS may use; by default as many as it likes. */
  readonly threads?: number;
}

type Routine = (...values: (string | Int32Array | Float64Array)[]) => void;
interface ForeignLibrary {
  func(declaration: string): (...values: unknown[]) => unknown;
}
interface ForeignFunctions {
  load(path: string): ForeignLibrary;
}

/**
 * The numeric core with OpenBLAS for its dense part. Use it by `useBackend(nativeBackend())`, with `useBackend` from `halfspace/numerics`.
 * @returns the core
 * @throws InputError "native-unavailable" when koffi or OpenBLAS is not installed
 */
export function nativeBackend(options: NativeBackendOptions = {}): NumericsBackend {
  const blas = open(options);
  const wasm = wasmBackend();
  return {
    ...wasm,
    name: "native",
    get threads() {
      return wasm.threads;
    },
    cholesky: (a, n) => {
      const info = new Int32Array(1);
      blas.dpotrf("U", int(n), a, int(n), info);
      return info[0] === 0;
    },
    solveLower: (l, n, b, m) => blas.dtrsm("R", "U", "N", "N", int(m), int(n), one, l, int(n), b, int(m)),
    solveLowerTransposed: (l, n, b, m) => blas.dtrsm("R", "U", "T", "N", int(m), int(n), one, l, int(n), b, int(m)),
    gramOfRows: (v, n, m, out) => {
      blas.dsyrk("U", "T", int(n), int(m), one, v, int(m), zero, out, int(n));
      mirror(out, n);
    },
    gramOfColumns: (v, n, m, out) => {
      blas.dsyrk("U", "N", int(m), int(n), one, v, int(m), zero, out, int(m));
      mirror(out, m);
    },
    multiply: (a, n, k, b, m, out) => {
      blas.dgemm("N", "N", int(m), int(n), int(k), one, b, int(m), a, int(k), zero, out, int(m));
    },
  };
}

// Fortran takes everything by address, and column by column: our lower triangle is its upper one.
const int = (value: number) => Int32Array.of(value);
const one = Float64Array.of(1);
const zero = Float64Array.of(0);

function open({ library, threads }: NativeBackendOptions): Record<"dpotrf" | "dtrsm" | "dsyrk" | "dgemm", Routine> {
  const foreign = foreignFunctions();
  const blas = firstThatLoads(foreign, library === undefined ? names : [library]);
  if (threads !== undefined) blas.func("void openblas_set_num_threads(int)")(threads);
  const chars = (count: number) => Array.from({ length: count }, () => "const char*").join(", ");
  return {
    dpotrf: blas.func(`void dpotrf_(${chars(1)}, int*, double*, int*, int*)`) as Routine,
    dtrsm: blas.func(`void dtrsm_(${chars(4)}, int*, int*, double*, double*, int*, double*, int*)`) as Routine,
    dsyrk: blas.func(`void dsyrk_(${chars(2)}, int*, int*, double*, double*, int*, double*, double*, int*)`) as Routine,
    dgemm: blas.func(
      `void dgemm_(${chars(2)}, int*, int*, int*, double*, double*, int*, double*, int*, double*, double*, int*)`,
    ) as Routine,
  };
}

function foreignFunctions(): ForeignFunctions {
  try {
    return createRequire(import.meta.url)("koffi") as ForeignFunctions;
  } catch {
    throw new InputError({
      code: "native-unavailable",
      argument: "backend",
      got: "the native backend, which calls OpenBLAS through the package koffi, which is not installed",
      hint: "Run npm install koffi, or use the default backend.",
    });
  }
}

function firstThatLoads(foreign: ForeignFunctions, paths: readonly string[]): ForeignLibrary {
  for (const path of paths) {
    try {
      return foreign.load(path);
    } catch {
      // The next name may be there.
    }
  }
  throw new InputError({
    code: "native-unavailable",
    argument: "backend",
    got: `the native backend, and no OpenBLAS found (tried ${paths.join(", ")})`,
    hint: "Install it (Debian: apt-get install libopenblas0), or use the default backend.",
  });
}

function mirror(c: Float64Array, n: number): void {
  for (let i = 0; i < n; i += 32) {
    for (let j = i; j < n; j += 32) {
      for (let row = i; row < Math.min(i + 32, n); row++) {
        for (let column = Math.max(j, row + 1); column < Math.min(j + 32, n); column++) {
          c[row * n + column] = c[column * n + row];
        }
      }
    }
  }
}
