/**
 * halfspace/numerics: the numeric cores that every computation runs on, their threads, and elementary functions with the same bits in every
 * engine.
 */

export { selectRows } from "../linear-algebra/matrix.js";
export { spreadEvenly } from "../linear-algebra/vectors.js";
export {
  exponential,
  hypotenuse,
  logarithm,
  logarithmOfOnePlus,
} from "../numerics/elementary/index.js";
export {
  currentBackend,
  type DenseBackend,
  javascriptBackend,
  type MaskedProducts,
  maskWords,
  type NumericsBackend,
  startThreads,
  stopThreads,
  useBackend,
  wasmBackend,
} from "../numerics/index.js";
