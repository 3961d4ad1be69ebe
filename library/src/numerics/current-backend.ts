import type { DenseBackend, NumericsBackend } from "./backend.js";
import { wasmBackend, wasmDense } from "./wasm-backend.js";

let chosen: NumericsBackend | undefined;

/**
 * The numeric core every computation uses.
 * @returns the core chosen by `useBackend`, else the one in WebAssembly
 */
export function currentBackend(): NumericsBackend {
  return chosen ?? wasmBackend();
}

/** The dense part of it. A page that asks for no more takes no more along. */
export function currentDense(): DenseBackend {
  return chosen ?? wasmDense();
}

/** Makes every later computation use another numeric core; none given: the default one again. */
export function useBackend(backend?: NumericsBackend): void {
  chosen = backend;
}
