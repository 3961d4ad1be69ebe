/**
 * halfspace/numerics: the numeric cores that every computation runs on, and their threads.
 */

export { selectRows } from "../linear-algebra/matrix.js";
export {
  currentBackend,
  javascriptBackend,
  type MaskedProducts,
  maskWords,
  type NumericsBackend,
  startThreads,
  stopThreads,
  useBackend,
  wasmBackend,
} from "../numerics/index.js";
