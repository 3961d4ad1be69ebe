export {
  type Ascended,
  type AscentEffort,
  type AscentTable,
  type BlockMoves,
  type BlockMovesOptions,
  type DenseBackend,
  type MaskedProducts,
  maskWords,
  type NumericsBackend,
  type Points,
  type WalkEnd,
  type Walks,
  type WalkTable,
} from "./backend.js";
export { currentBackend, currentDense, useBackend } from "./current-backend.js";
export { javascriptBackend } from "./javascript-backend.js";
export { startThreads, stopThreads } from "./threads.js";
export { wasmBackend } from "./wasm-backend.js";
