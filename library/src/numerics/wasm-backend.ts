/** The numeric core in SIMD WebAssembly. Its results have the same bits on every machine and with any number of threads. */
import type { NumericsBackend } from "./backend.js";
import { startThreads } from "./threads.js";
import { ascend } from "./wasm/ascent.js";
import * as dense from "./wasm/dense.js";
import { type Engine, sharedEngine } from "./wasm/engine.js";
import { WasmMaskedProducts } from "./wasm/masked-products.js";
import { packMasks } from "./wasm/pack-masks.js";

function onEngine(engine: Engine): NumericsBackend {
  return {
    name: "wasm",
    get threads() {
      return engine.threads;
    },
    packMasks: (...inputs) => packMasks(engine, ...inputs),
    maskedProducts: (...inputs) => new WasmMaskedProducts(engine, ...inputs),
    cholesky: (...inputs) => dense.cholesky(engine, ...inputs),
    solveLower: (...inputs) => dense.solveLower(engine, ...inputs),
    solveLowerTransposed: (...inputs) => dense.solveLowerTransposed(engine, ...inputs),
    inverseDiagonal: (...inputs) => dense.inverseDiagonal(engine, ...inputs),
    gramOfColumns: (...inputs) => dense.gramOfColumns(engine, ...inputs),
    gramOfRows: (...inputs) => dense.gramOfRows(engine, ...inputs),
    multiply: (...inputs) => dense.multiply(engine, ...inputs),
    ntkMatrix: (a, n, b, m, d, out) => dense.kernelMatrix(engine, "neuralTangent", [], a, n, b, m, d, out),
    gaussianMatrix: (a, n, b, m, d, gamma, out) => dense.kernelMatrix(engine, "gaussian", [gamma], a, n, b, m, d, out),
    ascend: (...inputs) => ascend(engine, ...inputs),
  };
}

let backend: NumericsBackend | undefined;

export function wasmBackend(): NumericsBackend {
  if (!backend) {
    const engine = sharedEngine();
    engine.startWhenHeavy(() => void startThreads());
    backend = onEngine(engine);
  }
  return backend;
}
