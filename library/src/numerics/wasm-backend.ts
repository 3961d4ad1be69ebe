/**
 * The numeric core in SIMD WebAssembly. Its results have the same bits on every machine and with any number of threads. The dense part has kernels
 * of its own, so that a bundler can leave out the rest.
 */
import type { DenseBackend, NumericsBackend } from "./backend.js";
import { denseKernels } from "./generated/dense-kernels.js";
import { maskedKernels } from "./generated/masked-kernels.js";
import { startThreads } from "./threads.js";
import { ascend } from "./wasm/ascent.js";
import { cholesky } from "./wasm/cholesky.js";
import { type Engine, sharedEngine } from "./wasm/engine.js";
import { walkGates } from "./wasm/gate-walks.js";
import { kernelMatrix } from "./wasm/kernel-matrices.js";
import { WasmMaskedProducts } from "./wasm/masked-products.js";
import { packMasks } from "./wasm/pack-masks.js";
import { gramOfColumns, gramOfRows, multiply } from "./wasm/products.js";
import { inverseDiagonal, solveLower, solveLowerTransposed } from "./wasm/triangular.js";

function denseOn(engine: Engine): DenseBackend {
  return {
    packMasks: (...inputs) => packMasks(engine, ...inputs),
    cholesky: (...inputs) => cholesky(engine, ...inputs),
    solveLower: (...inputs) => solveLower(engine, ...inputs),
    solveLowerTransposed: (...inputs) => solveLowerTransposed(engine, ...inputs),
    inverseDiagonal: (...inputs) => inverseDiagonal(engine, ...inputs),
    gramOfColumns: (...inputs) => gramOfColumns(engine, ...inputs),
    gramOfRows: (...inputs) => gramOfRows(engine, ...inputs),
    multiply: (a, n, k, b, m, out) =>
      multiply(engine, { values: a, rows: n, columns: k }, { values: b, rows: k, columns: m }, out),
    ntkMatrix: (a, b, out) => kernelMatrix(engine, { name: "neuralTangent", parameters: [] }, a, b, out),
    gaussianMatrix: (a, b, gamma, out) => kernelMatrix(engine, { name: "gaussian", parameters: [gamma] }, a, b, out),
  };
}

let dense: DenseBackend | undefined;

/** The dense part of the core in WebAssembly: the same bits on every machine and with any number of threads. */
export function wasmDense(): DenseBackend {
  if (!dense) {
    const engine = sharedEngine();
    engine.use(denseKernels);
    engine.startWhenHeavy(() => void startThreads());
    dense = denseOn(engine);
  }
  return dense;
}

function onEngine(engine: Engine): NumericsBackend {
  return {
    ...wasmDense(),
    name: "wasm",
    get threads() {
      return engine.threads;
    },
    maskedProducts: (...inputs) => new WasmMaskedProducts(engine, ...inputs),
    ascend: (...inputs) => ascend(engine, ...inputs),
    walkGates: (...inputs) => walkGates(engine, ...inputs),
  };
}

let backend: NumericsBackend | undefined;

/**
 * The numeric core in SIMD WebAssembly, the default: the same bits on every machine and with any number of threads.
 * @returns the core
 */
export function wasmBackend(): NumericsBackend {
  if (!backend) {
    const engine = sharedEngine();
    engine.use(maskedKernels);
    backend = onEngine(engine);
  }
  return backend;
}
