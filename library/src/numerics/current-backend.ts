import type { NumericsBackend } from "./backend.js";
import { wasmBackend } from "./wasm-backend.js";

let chosen: NumericsBackend | undefined;

/**
 * The numeric core every computation uses.
 * @returns the core chosen by `useBackend`, else the one in WebAssembly
 */
export function currentBackend(): NumericsBackend {
  return chosen ?? wasmBackend();
}

/** Makes every later computation use another numeric core; none given: the default one again. */
export function useBackend(backend?: NumericsBackend): void {
  chosen = backend;
}
